"""Pictures for the page, drawn by an exam or shown by the learner's code, bounded in size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.failing import AuthorFault

if TYPE_CHECKING:
    from grader.exam.calling import Desk

MOST_NUMBERS = 8_192
MOST_PICTURES = 12
MOST_STEPS, MOST_METRICS, MOST_TRACKED = 2_000, 8, 1e300


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


def shown_by_learner(notes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the learner's own `show` and `track` left beside an answer; whatever has another form is left out."""
    pictures = notes.get("pictures")
    found = [_picture(one) for one in pictures[:MOST_PICTURES]] if isinstance(pictures, list) else []
    tracked = notes.get("tracked")
    if isinstance(tracked, list) and tracked:
        found.append(_curve(tracked[:MOST_STEPS]))
    return [picture for picture in found if picture is not None]


def _picture(shown: Any) -> dict[str, Any] | None:
    kind, title, data = (shown.get(key) for key in ("kind", "title", "data")) if isinstance(shown, dict) else [None] * 3
    if kind not in [known.value for known in PictureKind] or not isinstance(title, str):
        return None
    if not isinstance(data, np.ndarray) or data.dtype.kind not in "fiub" or data.size > MOST_NUMBERS:
        return None
    if not np.isfinite(data).all():
        return None
    alt = f"Shown by your code: {title[:200]}" if title else "Shown by your code"
    return {"kind": kind, "title": title[:200], "data": np.round(data.astype(np.float64), 4).tolist(), "alt": alt}


def _curve(tracked: Sequence[Any]) -> dict[str, Any] | None:
    steps = [one for one in tracked if isinstance(one, dict) and len(one) <= MOST_METRICS + 1]
    points = [{name[:80]: round(float(value), 6) for name, value in one.items() if _is_finite(value)} for one in steps]
    return {"kind": "curve", "title": "Tracked by your code", "data": points, "alt": f"{len(points)} steps tracked"}


def _is_finite(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) < MOST_TRACKED
