"""An examiner that does as its payload says: the other half of the slot's tests."""

from __future__ import annotations

import json
import os
import secrets
import time
from typing import Any, NoReturn

from grader.sandbox.frames import Channel, ChannelClosed


def examine(channel_fd: int, control_fd: int, payload: bytes) -> NoReturn:
    """Each step of the payload is a word with an argument; the verdict tells the answers' kinds and values."""
    channel, said = Channel(channel_fd), []
    try:
        said += [channel.receive()[1][0] for _ in range(2)]
        for word, argument in json.loads(payload):
            _step(channel, control_fd, said, word, argument)
    except ChannelClosed:
        said.append("gone")
    _tell(control_fd, {"event": "verdict", "said": said})
    os._exit(0)


def _step(channel: Channel, control_fd: int, said: list[Any], word: str, argument: Any) -> None:
    if word == "call":
        nonce = secrets.randbits(63)
        channel.send(nonce, ("call", argument, (), {}))
        said.append(list(channel.receive()[1][:2]))
    elif word == "hide":
        _tell(control_fd, {"event": "phase", "phase": "hidden"})
        os.read(control_fd, 1)
    elif word == "compute":
        while True:
            pass
    elif word == "sleep":
        time.sleep(argument)
    elif word == "exit":
        os._exit(argument)
    elif word == "write":
        os.write(control_fd, argument.encode())
    elif word == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(argument))


def _tell(control_fd: int, message: dict[str, Any]) -> None:
    os.write(control_fd, json.dumps(message, default=str).encode() + b"\n")
