"""Pictures for the page that an exam draws, bounded in size."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.failing import AuthorFault
from grader.verdict import Visibility

if TYPE_CHECKING:
    from grader.exam.calling import Desk

MOST_NUMBERS = 8_192
MOST_PICTURES = 12
DIGITS = 4


class PictureKind(StrEnum):
    """What the page can draw; the data of the last five are tables, as docs/writing-exercises.md shows them."""

    IMAGE = "image"
    HEAT = "heat"
    LINE = "line"
    POINTS = "points"
    WEIGHTS = "weights"
    CURVE = "curve"
    CONFUSION = "confusion"
    PATH = "path"
    BOUNDARY = "boundary"
    HISTOGRAM = "histogram"


def show(desk: Desk, kind: str, data: Any, title: str, alt: str, *, after_pass: bool = False) -> None:
    """Add a picture to the verdict: in a check that is always visible, or for those who have passed.

    A picture that is too large, or holds a number that is not finite, is left out: it may be made from an answer.
    """
    if not desk.open and not after_pass:
        raise AuthorFault("In a check that is not always visible a picture needs `after_pass`: it is raw numbers.")
    if kind not in [known.value for known in PictureKind]:
        raise AuthorFault(f'`show` draws {", ".join(PictureKind)}, not "{kind}".')
    plain = _plain(data)
    numbers = list(_numbers(plain))
    if len(numbers) > MOST_NUMBERS or len(desk.pictures) >= MOST_PICTURES or not np.isfinite(numbers).all():
        return
    picture = {"kind": kind, "title": title[:200], "data": plain, "alt": alt[:500]}
    desk.pictures.append({**picture, "visibility": Visibility.AFTER_PASS.value} if after_pass else picture)


def _plain(data: Any) -> Any:
    """Lists, tables, texts and rounded numbers."""
    if isinstance(data, Mapping):
        return {str(key): _plain(part) for key, part in data.items()}
    if isinstance(data, str) or data is None:
        return data
    if isinstance(data, (list, tuple)) and any(isinstance(part, (Mapping, str, list, tuple)) for part in data):
        return [_plain(part) for part in data]
    array = np.asarray(data)
    return array.tolist() if array.dtype.kind in "iub" else np.round(array.astype(np.float64), DIGITS).tolist()


def _numbers(plain: Any) -> list[float]:
    if isinstance(plain, dict):
        return [number for part in plain.values() for number in _numbers(part)]
    if isinstance(plain, list):
        return [number for part in plain for number in _numbers(part)]
    return [float(plain)] if isinstance(plain, (int, float)) else []
