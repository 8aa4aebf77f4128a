"""Two versions side by side: what changed, what is folded, whose they are."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from exercises.comparing_versions import CONTEXT, MOST_LINES_MATCHED, Block, compare
from exercises.models import Draft, Exercise, Purpose, State, Submission

Make = Callable[..., Submission]
ADDRESS = "/learn/neuron/dense-layer/history/compare/"
LINES = st.text(alphabet="ab \n\r\f\u2028", max_size=60)


def told(block: Block) -> tuple[list[str], list[str]]:
    return [line.text for line in block.old], [line.text for line in block.new]


def test_a_changed_line_is_marked_where_it_differs() -> None:
    (block,) = compare("return X @ W + b\n", "return X @ W.T + b\n").blocks
    (old,), (new,) = block.old, block.new
    assert (old.before, old.changed, old.after) == ("return X @ W", "", " + b")
    assert (new.before, new.changed, new.after) == ("return X @ W", ".T", " + b")


def test_lines_added_and_removed_are_counted() -> None:
    comparison = compare("a\nb\nc\n", "a\nc\nd\ne\n")
    assert (comparison.added, comparison.removed) == (2, 1)
    assert [told(block) for block in comparison.blocks] == [
        (["a"], ["a"]),
        (["b"], []),
        (["c"], ["c"]),
        ([], ["d", "e"]),
    ]


def test_far_unchanged_lines_are_folded_and_keep_their_numbers() -> None:
    same = "".join(f"line {number}\n" for number in range(1, 31))
    comparison = compare(same + "end\n", "new\n" + same + "other\n")
    folded = [block for block in comparison.blocks if block.is_folded]
    assert [len(block.old) for block in folded] == [30 - 2 * CONTEXT]
    assert (folded[0].old[0].number, folded[0].new[0].number) == (1 + CONTEXT, 2 + CONTEXT)


def test_the_same_twice_is_said_to_be_the_same() -> None:
    assert compare("a\nb", "a\nb\n").is_same
    assert compare("", "").blocks == []


@given(old=LINES, new=LINES)
def test_each_side_holds_its_source_line_by_line(old: str, new: str) -> None:
    comparison = compare(old, new)
    for side, source in (("old", old), ("new", new)):
        lines = [line for block in comparison.blocks for line in getattr(block, side)]
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
        assert "\n".join(line.text for line in lines) == source.replace("\r\n", "\n").replace("\r", "\n").removesuffix(
            "\n"
        )
        for block in comparison.blocks:
            assert block.is_same or all(
                line.before + line.changed + line.after == line.text for line in getattr(block, side)
            )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("y\n" * 32_000, "z\n" * 32_000),
        ("a\nb\n" * (MOST_LINES_MATCHED // 2), "b\nb\na\n" * (MOST_LINES_MATCHED // 3)),
        ("\n".join(map(str, range(MOST_LINES_MATCHED))), "\n".join(map(str, reversed(range(MOST_LINES_MATCHED))))),
        ("x" * 64_000, "x" * 32_000 + "y" * 32_000),
    ],
)
def test_what_is_made_to_be_slow_is_compared_soon(old: str, new: str) -> None:
    began = time.monotonic()
    assert not compare(old, new).is_same
    assert time.monotonic() - began < 3


# The page


def test_signs_and_words_tell_what_came_and_went(learner: User, learner_client: Client, make_submission: Make) -> None:
    one = make_submission(learner, state=State.GRADED)
    two = make_submission(learner, state=State.GRADED)
    Submission.objects.filter(pk=two.pk).update(source="def dense(X, W, b):\n    return X @ W + b\n")
    page = learner_client.get(ADDRESS, {"old": one.pk, "new": two.pk}).content.decode()
    assert "1 line added, 1 removed" in page
    assert "Removed, line 2:" in page
    assert "Added, line 2:" in page
    assert "<mark>.T</mark>" in page


def test_code_is_shown_as_text(learner: User, learner_client: Client, make_submission: Make) -> None:
    one = make_submission(learner, state=State.GRADED)
    Submission.objects.filter(pk=one.pk).update(source="<script>alert(1)</script>")
    assert "<script>alert" not in learner_client.get(ADDRESS, {"old": "starter", "new": one.pk}).content.decode()


def test_without_names_the_draft_stands_beside_the_newest_version(
    learner: User, learner_client: Client, make_submission: Make, exercise: Exercise
) -> None:
    make_submission(learner, state=State.GRADED)
    Draft.objects.create(learner=learner, exercise=exercise, source="mine = 1\n", saved_at=timezone.now())
    page = learner_client.get(ADDRESS).content.decode()
    assert "Submission 1" in page
    assert "mine = 1" in page


def test_the_first_submission_stands_beside_the_starter(
    learner: User, learner_client: Client, make_submission: Make
) -> None:
    only = make_submission(learner, state=State.GRADED)
    assert "Starter code" in learner_client.get(ADDRESS, {"new": only.pk}).content.decode()


def test_a_newcomer_sees_the_starter_twice(client: Client, exercise: Exercise) -> None:
    assert "Starter code and Starter code are the same" in client.get(ADDRESS).content.decode()


def test_a_strangers_version_is_not_there(
    learner: User, stranger: User, stranger_client: Client, client: Client, make_submission: Make
) -> None:
    of_other = make_submission(learner, state=State.GRADED)
    for someone in (stranger_client, client):
        for names in ({"old": of_other.pk, "new": "draft"}, {"old": "draft", "new": of_other.pk}, {"new": of_other.pk}):
            assert someone.get(ADDRESS, names).status_code == 404


def test_what_names_no_version_is_not_there(learner: User, learner_client: Client, make_submission: Make) -> None:
    trace = make_submission(learner, state=State.GRADED, purpose=Purpose.TRACE)
    for name in ("", "nothing", "x" * 5_000, "\x00", str(uuid.uuid4()), str(trace.pk)):
        assert learner_client.get(ADDRESS, {"new": name}).status_code == 404
        assert learner_client.get(ADDRESS, {"old": name}).status_code == 404


def test_a_form_that_meets_a_newer_draft_leads_to_both(learner_client: Client, exercise: Exercise) -> None:
    address = "/learn/neuron/dense-layer/submissions/"
    learner_client.post(address, {"source": "one = 1", "lane": "run", "revision": 0})
    learner_client.post(address, {"source": "two = 2", "lane": "run", "revision": 1})
    answer = learner_client.post(address, {"source": "old = 1", "lane": "run", "revision": 1}, follow=True)
    page = answer.content.decode()
    assert "Another tab has a newer version. Both are kept in History." in page
    assert "two = 2" in page
    assert "old = 1" in page
    assert Draft.objects.get().source == "two = 2"
