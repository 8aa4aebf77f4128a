"""Static files straight from the ASGI server: hashed names, compressed twins, no Django in between."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# The hash is Django's, or in the chunks of a script the bundler's.
HASHED_NAME = re.compile(r"^.+(\.[0-9a-f]{12}|/chunks/.+-[0-9A-Z]{8})\..+$")


class StaticFiles:
    """An ASGI application that answers the addresses of the collected static files."""

    def __init__(self, *, root: Path, prefix: str) -> None:
        self._files = WhiteNoise(
            None,
            root=str(root) if root.is_dir() else None,
            prefix=prefix,
            max_age=60,
            allow_all_origins=False,
            immutable_file_test=HASHED_NAME,
            add_headers_function=_protect,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the file, its compressed twin or 304; 404 where there is none."""
        status, headers, body = self._answer(scope)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        static_file = self._files.files.get(scope["path"])
        if static_file is None:
            return HTTPStatus.NOT_FOUND, [(b"content-type", b"text/plain")], b"No such file."
        asked = {
            "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
            for name, value in scope["headers"]
        }
        response = static_file.get_response(scope["method"], asked)
        body = b""
        if response.file is not None:
            with response.file as file:
                body = file.read()
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
        return int(response.status), headers, body


def _protect(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
