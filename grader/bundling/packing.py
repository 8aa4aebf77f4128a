"""The files of an exercise as one piece of bytes: the same files always give the same bytes."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = 1
MAX_PACKED_BYTES = 8 * 1024 * 1024
MAX_FILES = 300
SAFE_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/){0,4}[A-Za-z0-9_-][A-Za-z0-9_.-]*")
SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")


class NotABundle(ValueError):
    """Bytes or files that no bundle has."""


@dataclass(frozen=True)
class Packed:
    stage: str
    folder: str
    files: Mapping[str, bytes]


def pack(packed: Packed) -> bytes:
    """Deterministic: sorted, no dates, text as text."""
    files = {path: _as_json(data) for path, data in packed.files.items()}
    table = {"format": FORMAT, "stage": packed.stage, "folder": packed.folder, "files": files}
    return json.dumps(table, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unpack(data: bytes) -> Packed:
    """The files again. Raises NotABundle for anything but what `pack` makes."""
    if len(data) > MAX_PACKED_BYTES:
        raise NotABundle(f"A bundle is at most {MAX_PACKED_BYTES} bytes.")
    try:
        table = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotABundle("The bytes are no JSON.") from error
    if not isinstance(table, dict) or set(table) != {"format", "stage", "folder", "files"}:
        raise NotABundle("The bytes are no bundle.")
    if table["format"] != FORMAT or not isinstance(table["files"], dict) or len(table["files"]) > MAX_FILES:
        raise NotABundle("The bundle has another format.")
    for name in (table["stage"], table["folder"]):
        if not isinstance(name, str) or not SAFE_NAME.fullmatch(name):
            raise NotABundle("Stage and folder are names of small letters, digits and dashes.")
    files = {check_path(path): _from_json(content) for path, content in table["files"].items()}
    return Packed(table["stage"], table["folder"], files)


def check_path(path: str) -> str:
    """`path`, if it stays inside the exercise's folder. Raises NotABundle."""
    if not SAFE_PATH.fullmatch(path):
        raise NotABundle(f'"{path[:80]}" is no name of a file in a bundle.')
    return path


def _as_json(data: bytes) -> str | dict[str, str]:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _from_json(content: Any) -> bytes:
    if isinstance(content, str):
        try:
            return content.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotABundle("A file of the bundle is no text.") from error
    if isinstance(content, dict) and set(content) == {"base64"} and isinstance(content["base64"], str):
        try:
            return base64.b64decode(content["base64"], validate=True)
        except ValueError as error:
            raise NotABundle("A file of the bundle is no base64.") from error
    raise NotABundle("A file of the bundle is neither text nor base64.")
