"""Read the examiner's messages: lines of JSON, each bounded, none believed to be well-formed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

MAX_LINE_BYTES = 4 << 20
READ_BYTES = 64 << 10


class ControlViolation(Exception):
    """The examiner's socket carried something that is no message."""


class ControlReader:
    """The worker's end of the control socket."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self.socket = end
        self.is_open = True
        self._pending = bytearray()

    def messages(self) -> Iterator[dict[str, Any]]:
        """The messages that have arrived whole; raises `ControlViolation`."""
        self._read()
        while (end := self._pending.find(b"\n")) >= 0:
            line = bytes(self._pending[:end])
            del self._pending[: end + 1]
            yield _parse(line)
        if len(self._pending) > MAX_LINE_BYTES:
            raise ControlViolation("a message of more than 4 MiB")

    def _read(self) -> None:
        while self.is_open and len(self._pending) <= MAX_LINE_BYTES:
            try:
                data = self.socket.recv(READ_BYTES)
            except BlockingIOError:
                return
            except ConnectionResetError:
                data = b""
            self.is_open = bool(data)
            self._pending += data

    def tell(self, answer: Any) -> None:
        """Answer a question of the examiner: one line of JSON."""
        try:
            self.socket.send(json.dumps(answer).encode() + b"\n")
        except OSError:
            self.is_open = False

    def acknowledge(self) -> None:
        """Let the examiner go on."""
        try:
            self.socket.send(b"k")
        except OSError:
            self.is_open = False


def _parse(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise ControlViolation("a line that is not JSON") from error
    if not isinstance(message, dict):
        raise ControlViolation("a message that is not an object")
    return message
