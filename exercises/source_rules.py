"""What counts as source code that can be kept and graded."""

from __future__ import annotations

LONGEST_SOURCE_BYTES = 64 * 1024


class SourceRefused(ValueError):
    """This source cannot be taken."""


class SourceEmpty(SourceRefused):
    """Nothing but white space."""


class SourceTooLong(SourceRefused):
    """More than LONGEST_SOURCE_BYTES as UTF-8."""


class SourceNotText(SourceRefused):
    """Holds a NUL, or half a character."""


def check_storable(source: str) -> None:
    """Raise SourceTooLong or SourceNotText for what a draft cannot hold."""
    try:
        size = len(source.encode())
    except UnicodeEncodeError as error:
        raise SourceNotText from error
    if size > LONGEST_SOURCE_BYTES:
        raise SourceTooLong
    # PostgreSQL's text cannot hold it, and no Python source does.
    if "\x00" in source:
        raise SourceNotText


def check_gradable(source: str) -> None:
    """Raise SourceEmpty besides what `check_storable` raises."""
    check_storable(source)
    if not source.strip():
        raise SourceEmpty
