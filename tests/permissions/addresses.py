"""Every address of the site, read from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

UNNAMED = "(without a name)"


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration."""

    name: str
    pattern: str
    parameters: frozenset[str]
    given: Mapping[str, Any]

    def path(self, values: Mapping[str, Any]) -> str:
        """The address with `values` in the places of its parameters. Raises KeyError for a value that is not there."""
        return reverse(self.name, kwargs={**{name: values[name] for name in self.parameters}, **self.given})


def every_address() -> list[Address]:
    """All patterns; of several with one and the same text, the first: no request ever reaches the others."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver(), "", set(), {}):
        found.setdefault(address.pattern, address)
    return list(found.values())


def _walk(resolver: URLResolver, before: str, names: set[str], given: dict[str, Any]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            parameters = frozenset(names | set(entry.pattern.regex.groupindex))
            yield Address(entry.name or f"{UNNAMED} {pattern}", pattern, parameters, {**given, **entry.default_args})
        else:
            inner = names | set(entry.pattern.regex.groupindex)
            yield from _walk(entry, pattern, inner, {**given, **(entry.default_kwargs or {})})
