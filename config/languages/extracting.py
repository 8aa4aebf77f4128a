"""Find every string that the interface passes through gettext, in Python and in templates."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

# `grader` knows no gettext: what it says is content, and English.
PACKAGES = ("accounts", "config", "courses", "exercises", "tutor")
TEMPLATES = "templates"
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}{ending}": DEFAULT_KEYWORDS[name]
    for name in ("gettext", "ngettext", "pgettext", "npgettext")
    for ending in ("_lazy", "_noop")
}
COMMENT_TAGS = ("Translators",)


def strings_of_the_interface(folder: Path) -> Catalog:
    """All strings with the files that use them, without translations."""
    strings = Catalog(project="Ascent", charset="utf-8", fuzzy=False)
    for path in _sources(folder):
        name = path.relative_to(folder).as_posix()
        code = BytesIO(_as_python(path).encode())
        for line, message, comments, context in extract("python", code, KEYWORDS, COMMENT_TAGS):
            strings.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return strings


def _sources(folder: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in sorted((folder / package).rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((folder / TEMPLATES).rglob("*")) if path.is_file())


def _as_python(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source
    # Django turns its tags into calls of gettext; without the indents of HTML they read as Python.
    return "\n".join(line.lstrip() for line in templatize(source, origin=path.name).splitlines()) + "\n"
