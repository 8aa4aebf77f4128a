"""The catalogues in `locale/`: read, brought up to date, searched for gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|</?\w+")


@dataclass(frozen=True)
class Gap:
    """A string that a catalogue does not say, or says with other placeholders."""

    files: tuple[str, ...]
    text: str
    why: str

    def __str__(self) -> str:
        return f"{', '.join(self.files)}: {self.why}: {self.text!r}"


def catalogue_path(folder: Path, language: str) -> Path:
    """Where the translations of `language` are written."""
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue, or an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=language, project="Ascent", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def bring_up_to_date(catalogue: Catalog, strings: Catalog, path: Path) -> None:
    """Add what is new, empty; drop what is gone; write it down."""
    strings.creation_date = catalogue.creation_date
    catalogue.update(strings, no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Files without line numbers: else every change of code would change the catalogue.
        write_po(file, catalogue, width=0, sort_by_file=True, ignore_obsolete=True, include_lineno=False)


def gaps(catalogue: Catalog, strings: Catalog) -> Iterator[Gap]:
    """What of `strings` the catalogue lacks, is unsure of, or says with other placeholders."""
    for wanted in strings:
        if not wanted.id:
            continue
        said = catalogue.get(wanted.id, wanted.context)
        why = _why_not(wanted, said)
        if why:
            files = tuple(sorted({file for file, _line in wanted.locations}))
            yield Gap(files, _texts(wanted.id)[0], why)


def _why_not(wanted: Message, said: Message | None) -> str:
    if said is None or not said.string or not all(_texts(said.string)):
        return "missing"
    if said.fuzzy:
        return "fuzzy"
    allowed = [_placeholders(text) for text in _texts(wanted.id)]
    # The singular may leave out its number; both forms of one language need not.
    forms = [_placeholders(text) for text in _texts(said.string)]
    if forms[-1] != allowed[-1] or any(form not in (*allowed, allowed[-1]) for form in forms):
        return "other placeholders"
    return ""


def _texts(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, tuple | list) else ()


def _placeholders(text: str) -> tuple[str, ...]:
    return tuple(sorted(PLACEHOLDER.findall(text)))
