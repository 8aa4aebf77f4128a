"""Read what the learner's cage prints: keep a bounded part of the visible phase, count all of it."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable

READ_BYTES = 64 << 10


class OutputRecorder:
    """The reading end of the learner's output. Everything is read, so that the pipe never blocks on us."""

    def __init__(self, fd: int, *, kept_bytes: int, ended_bytes: int, on_text: Callable[[str], None]) -> None:
        os.set_blocking(fd, False)
        self.fd = fd
        self.kept = bytearray()
        self.truncated = False
        self._kept_bytes = kept_bytes
        self._ended_bytes = ended_bytes
        self._total_bytes = 0
        self._recording = True
        self._on_text = on_text
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def is_past_the_limit(self) -> bool:
        return self._total_bytes > self._ended_bytes

    def drain(self) -> bool:
        """Read what is there; False once the pipe has ended. Stops early past the limit: the writer must die."""
        while not self.is_past_the_limit:
            try:
                data = os.read(self.fd, READ_BYTES)
            except BlockingIOError:
                return True
            if not data:
                return False
            self._total_bytes += len(data)
            if self._recording:
                self._keep(data)
        return True

    def stop_recording(self) -> None:
        """From here on what is printed may hold hidden inputs: none of it is kept."""
        self._recording = False

    def _keep(self, data: bytes) -> None:
        part = data[: self._kept_bytes - len(self.kept)]
        self.truncated = self.truncated or len(part) < len(data)
        if part:
            self.kept += part
            self._on_text(self._decoder.decode(part))
