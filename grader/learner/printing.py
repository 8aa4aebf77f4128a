"""The learner's stdout and stderr: the same pipe as before, which also tells whether anything was printed."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any


class _Counted(io.RawIOBase):
    """A raw stream on a descriptor that counts its bytes."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.written = 0

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.fd

    def write(self, data: Any) -> int:
        count = os.write(self.fd, data)
        self.written += count
        return count


class Printing:
    """Takes the place of sys.stdout and sys.stderr."""

    def __init__(self) -> None:
        self._raw = [_Counted(1), _Counted(2)]
        self._streams = [
            io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors="backslashreplace") for raw in self._raw
        ]
        self._seen = 0

    def install(self) -> None:
        sys.stdout, sys.stderr = self._streams
        sys.__stdout__, sys.__stderr__ = self._streams  # type: ignore[misc]  # the interpreter's own two go

    def flush(self) -> None:
        """Send on what is buffered, so that it stands before the answer. The learner may have closed a stream."""
        for stream in self._streams:
            with suppress(BaseException):
                stream.flush()

    def printed_since_last(self) -> bool:
        """Whether anything was printed since this was asked last; flushes first."""
        self.flush()
        total = sum(raw.written for raw in self._raw)
        printed, self._seen = total > self._seen, total
        return printed
