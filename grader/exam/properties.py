"""Values worked out by hand, and properties that must hold."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.comparing import Difference, entries_in_words, entry_in_words, equal, short
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.numerals import size_in_words
from grader.exam.relations import Situation, relate
from grader.exam.subject import Returned

if TYPE_CHECKING:
    from grader.exam.calling import Desk

LONGEST_WORD = 120


def expect(desk: Desk, value: Any, equals: Any, because: str, tolerance: float) -> None:
    """`value` is `equals`, numbers within `tolerance`; a list of numbers stands for the array."""
    desk.asserted = True
    truth = np.asarray(equals) if isinstance(value, np.ndarray) and not isinstance(equals, np.ndarray) else equals
    if equal(value, truth, tolerance):
        return
    difference = Difference("", (), value, truth)
    sentence = " ".join([_told(difference), _began(because)]).strip()
    related = difference.is_numeric and not _is_own_answer(desk, equals)
    relation = relate(value, truth, Situation()) if related else None
    figures: list[Mapping[str, Any]] = [relation.as_figure()] if relation else []
    raise CheckFailed(
        FailureKind.VALUE,
        sentence,
        " ".join([_error_of(difference), _began(because)]).strip(),
        figures=[{"kind": "compare", "expected": short(truth), "got": short(value)}, *figures],
        safe_figures=figures,
        relation=relation,
        where=_last_function(desk),
        function=_last_function(desk),
    )


def holds(desk: Desk, condition: Any, sentence: str, figures: Mapping[str, Any]) -> None:
    """`condition` is true; where it is not, `sentence` says what should hold."""
    desk.asserted = True
    if isinstance(condition, np.ndarray) and condition.ndim:
        raise AuthorFault("`holds` takes one truth value: use np.all or np.allclose.")
    if bool(condition):
        return
    raise CheckFailed(
        FailureKind.PROPERTY,
        sentence.format(**{name: _figure(value) for name, value in figures.items()}) if figures else sentence,
        _without_figures(sentence) if figures else sentence,
        where=_last_function(desk),
        function=_last_function(desk),
        measure=sentence,
    )


def _is_own_answer(desk: Desk, equals: Any) -> bool:
    """Whether `equals` is, or is cut out of, an answer of the learner: then nobody knows which of the two is right."""
    answers = [one.reply.value for one in desk.records if one.check == desk.check and isinstance(one.reply, Returned)]
    return any(part is equals or _share_memory(part, equals) for answer in answers for part in _parts(answer))


def _parts(answer: Any) -> Iterator[Any]:
    yield answer
    for part in answer.values() if isinstance(answer, Mapping) else answer if isinstance(answer, (list, tuple)) else ():
        yield from _parts(part)


def _share_memory(part: Any, equals: Any) -> bool:
    return isinstance(part, np.ndarray) and isinstance(equals, np.ndarray) and np.may_share_memory(part, equals)


def _figure(value: Any) -> str:
    """A word stands as it is, a number or an array in short."""
    return value[:LONGEST_WORD] if isinstance(value, str) else short(value)


def _told(difference: Difference) -> str:
    """What is expected and what came; of a long array, the worst entry."""
    expected, yours = short(difference.truth), short(difference.got)
    if expected != yours or not difference.is_numeric:
        return f"Expected {expected}; yours is {yours}."
    place, _, _ = difference.worst()
    expected, yours = entries_in_words(difference.truth, difference.got, place)
    where = f"Off, most at {entry_in_words(place)}: expected {expected}, yours {yours}."
    return where if place else f"Expected {expected}; yours is {yours}."


def _error_of(difference: Difference) -> str:
    if not difference.is_numeric or difference.is_whole:
        return "This is not what it should be."
    _, absolute, relative = difference.worst()
    return f"Off by {size_in_words(absolute)}, relative error {size_in_words(relative)}."


def _without_figures(sentence: str) -> str:
    """The sentence with every figure left out, for checks that may not show any."""
    parts = string.Formatter().parse(sentence)
    return "".join(text + ("…" if field is not None else "") for text, field, _, _ in parts)


def _began(because: str) -> str:
    """With a capital letter, unless it begins with a symbol such as x²."""
    return because[:1].upper() + because[1:] if because[1:2].isalpha() else because


def _last_function(desk: Desk) -> str:
    desk.settle()
    own = [record.call.name for record in desk.records if record.check == desk.check]
    return own[-1] if own else ""
