"""Pictures that an exam draws for the page, bounded in size."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.failing import AuthorFault

if TYPE_CHECKING:
    from grader.exam.calling import Desk

MOST_NUMBERS = 8_192
MOST_PICTURES = 12


class PictureKind(StrEnum):
    IMAGE = "image"
    HEAT = "heat"
    LINE = "line"
    POINTS = "points"


def show(desk: Desk, kind: str, data: Any, title: str, alt: str) -> None:
    """Add a picture to the verdict. Only in a check that is always visible: a picture is raw numbers."""
    if not desk.open:
        raise AuthorFault("`show` belongs in a check with visibility always: a picture is raw numbers.")
    if kind not in [known.value for known in PictureKind]:
        raise AuthorFault(f'`show` draws image, heat, line or points, not "{kind}".')
    array = np.asarray(data, dtype=np.float64)
    if array.size > MOST_NUMBERS or len(desk.pictures) >= MOST_PICTURES or not np.isfinite(array).all():
        raise AuthorFault(f"A picture holds at most {MOST_NUMBERS} finite numbers, an exam {MOST_PICTURES} pictures.")
    numbers = np.round(array, 4).tolist()
    desk.pictures.append({"kind": kind, "title": title[:200], "data": numbers, "alt": alt[:500]})
