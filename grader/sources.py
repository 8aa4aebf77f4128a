"""What may be graded at all: text of a bounded length."""

from __future__ import annotations

MAX_SOURCE_BYTES = 64 * 1024


class SourceRefused(Exception):
    """The submission is no text that Python could read."""

    sentence = "This cannot be graded."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class SourceTooLong(SourceRefused):
    def __init__(self, most_bytes: int) -> None:
        self.sentence = f"The code is longer than {most_bytes // 1024} KB."
        super().__init__()


class NotText(SourceRefused):
    sentence = "The code is no UTF-8 text."


def check_source(source: bytes | str, *, most_bytes: int = MAX_SOURCE_BYTES) -> bytes:
    """The source as bytes. Raises SourceTooLong or NotText."""
    try:
        data = source.encode() if isinstance(source, str) else bytes(source)
        if len(data) > most_bytes:
            raise SourceTooLong(most_bytes)
        data.decode()
    except UnicodeError as error:
        raise NotText from error
    if b"\0" in data:
        raise NotText
    return data
