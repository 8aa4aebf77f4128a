"""The call server in a plain forked process, without a cage: its own logic, quickly."""

from __future__ import annotations

import os
import signal
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.learner import serving
from grader.sandbox.frames import Channel


class Learner:
    """The examiner's end of a conversation with one submission."""

    def __init__(self, channel: Channel, output: Path) -> None:
        self._channel = channel
        self._output = output
        self._nonce = 0
        self.shown: list[dict[str, Any]] = []

    def receive(self) -> tuple[Any, ...]:
        """The next message that is an answer; what the code showed before it is kept in `shown`."""
        while True:
            nonce, message = self._channel.receive()
            assert nonce == self._nonce
            if message[0] != "shown":
                return tuple(message)
            self.shown.append(message[1])

    def ask(self, *message: Any) -> tuple[Any, ...]:
        self.send(*message)
        return self.receive()

    def send(self, *message: Any) -> None:
        self._nonce += 1
        self._channel.send(self._nonce, message)

    def reply(self, *message: Any) -> None:
        """Answer a callback: the nonce of the call stays."""
        self._channel.send(self._nonce, message)

    def call(self, name: str, *args: Any, **options: Any) -> tuple[Any, ...]:
        return self.ask("call", name, args, options)

    def value(self, name: str, *args: Any, **options: Any) -> Any:
        answer = self.call(name, *args, **options)
        assert answer[0] == "value", answer
        return answer[1]

    def notes(self, name: str, *args: Any, **options: Any) -> dict[str, Any]:
        answer = self.call(name, *args, **options)
        assert answer[0] == "value", answer
        return dict(answer[2])

    def printed(self) -> str:
        return self._output.read_text()


def earlier(exercise: str, source: str, *names: str, own: bool = True) -> dict[str, Any]:
    """One entry of the setting `mine`."""
    return {"exercise": exercise, "source": source, "names": list(names), "own": own}


@contextmanager
def served(source: str | bytes, tmp_path: Path, **settings: Any) -> Iterator[Learner]:
    """A learner's process that serves `source`; it is killed at the end."""
    ours, theirs = socket.socketpair()
    output = tmp_path / "output"
    output.touch()
    with warnings.catch_warnings():
        # The child serves and never returns into pytest, whatever threads there are here.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _serve(ours, theirs, output, source.encode() if isinstance(source, str) else source, settings)
    theirs.close()
    try:
        yield Learner(Channel(ours.fileno()), output)
    finally:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _serve(ours: socket.socket, theirs: socket.socket, output: Path, source: bytes, settings: dict[str, Any]) -> None:
    try:
        ours.close()
        written = os.open(output, os.O_WRONLY | os.O_APPEND)
        os.dup2(written, 1)
        os.dup2(written, 2)
        serving.prepare()
        serving.serve(theirs.detach(), source, settings)
    finally:
        os._exit(1)


@contextmanager
def loaded(source: str | bytes, tmp_path: Path, **settings: Any) -> Iterator[Learner]:
    """As `served`, past its two opening frames."""
    with served(source, tmp_path, **settings) as learner:
        assert learner.receive()[0] == "parsed"
        assert learner.receive() == ("loaded",)
        yield learner
