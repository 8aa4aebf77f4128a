"""Pictures that an exam draws: which kinds, how large, and who may see them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.exam.calling import Desk
from grader.exam.failing import AuthorFault
from grader.exam.reference import Reference
from grader.exam.showing import show
from grader.exam.source import Source
from grader.verdict import Ending, Outcome, Verdict

CONFUSION = {"labels": ["0", "1"], "counts": np.array([[3, 1], [0, 4]])}
LEVELS = [[0.3333, 0.0], [0.0, 0.3333]]
PATH = {"x": [-1.0, 1.0], "y": [0, 2], "levels": np.eye(2) / 3, "path": np.zeros((2, 2))}


def desk(*, is_open: bool) -> Desk:
    return Desk("check", {}, None, Reference(""), Source({}), frozenset(), is_open)  # type: ignore[arg-type]  # asks nobody


@pytest.mark.parametrize(
    ("kind", "data", "plain"),
    [
        ("image", np.eye(2), [[1.0, 0.0], [0.0, 1.0]]),
        ("weights", np.full((1, 1, 2), 1 / 3), [[[0.3333, 0.3333]]]),
        ("curve", [{"step": 1, "loss": 0.5}], [{"step": 1, "loss": 0.5}]),
        ("confusion", CONFUSION, {"labels": ["0", "1"], "counts": [[3, 1], [0, 4]]}),
        ("path", PATH, {"x": [-1.0, 1.0], "y": [0, 2], "levels": LEVELS, "path": [[0.0, 0.0]] * 2}),
        ("boundary", {"points": [[0.5, 1.0, 2]]}, {"points": [[0.5, 1.0, 2]]}),
    ],
)  # fmt: skip
def test_a_picture_is_plain_data(kind: str, data: Any, plain: Any) -> None:
    own = desk(is_open=True)
    show(own, kind, data, "title", "alt")
    assert own.pictures == [{"kind": kind, "title": "title", "data": plain, "alt": "alt"}]


@pytest.mark.parametrize("data", [np.array([1.0, np.nan]), np.array([np.inf]), np.zeros(8_193)])
def test_what_an_answer_may_have_spoiled_is_left_out(data: Any) -> None:
    own = desk(is_open=True)
    show(own, "line", data, "title", "alt")
    assert own.pictures == []


def test_a_hidden_check_shows_nothing_but_to_those_who_passed() -> None:
    own = desk(is_open=False)
    with pytest.raises(AuthorFault):
        show(own, "line", [1.0], "title", "alt")
    show(own, "line", [1.0], "title", "alt", after_pass=True)
    verdict = Verdict("e", "v", "s", 1, True, Outcome.FAILED, None, Ending.FINISHED, 0.5, pictures=tuple(own.pictures))
    assert verdict.for_learner(passed=False)["pictures"] == []
    assert len(verdict.for_learner(passed=True)["pictures"]) == 1
    assert len(verdict.as_dict()["pictures"]) == 1


def test_an_unknown_kind_is_the_authors_fault() -> None:
    with pytest.raises(AuthorFault, match="draws image, heat"):
        show(desk(is_open=True), "film", [1.0], "title", "alt")
