"""Values worked out by hand, properties that must hold, and the share of right answers."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.exam.comparing import Difference, equal, short
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind
from grader.exam.numerals import size_in_words
from grader.exam.relations import Situation, relate
from grader.exam.subject import Returned

if TYPE_CHECKING:
    from grader.exam.calling import Desk


def expect(desk: Desk, value: Any, equals: Any, because: str, tolerance: float) -> None:
    """`value` is `equals`, numbers within `tolerance`; a list of numbers stands for the array."""
    desk.asserted = True
    truth = np.asarray(equals) if isinstance(value, np.ndarray) and not isinstance(equals, np.ndarray) else equals
    if equal(value, truth, tolerance):
        return
    sentence = f"Expected {short(truth)}; yours is {short(value)}." + (f" {_began(because)}" if because else "")
    difference = Difference("", (), value, truth)
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
        sentence.format(**{name: short(value) for name, value in figures.items()}) if figures else sentence,
        _without_figures(sentence) if figures else sentence,
        where=_last_function(desk),
        function=_last_function(desk),
    )


def accuracy(desk: Desk, answers: Any, truth: Any, at_least: float) -> None:
    """At least this share of `answers` equals `truth`."""
    desk.asserted = True
    given, right = np.asarray(answers), np.asarray(truth)
    if given.shape != right.shape:
        sentence = f"One answer for each example is asked, shape {right.shape}; yours has shape {given.shape}."
        raise CheckFailed(FailureKind.ACCURACY, sentence, sentence, function=_last_function(desk))
    share = float(np.mean(given == right))
    if share < at_least:
        # Whole per cents: a finer figure on fixed data would let its labels be found out one by one.
        sentence = f"{share:.0%} of {right.size} unseen examples are right; at least {at_least * 100:g} % are asked."
        raise CheckFailed(
            FailureKind.ACCURACY, sentence, sentence, where=_last_function(desk), function=_last_function(desk)
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


def _error_of(difference: Difference) -> str:
    if not difference.is_numeric:
        return "This is not what it should be."
    _, absolute, relative = difference.worst()
    return f"Off by {size_in_words(absolute)}, relative error {size_in_words(relative)}."


def _without_figures(sentence: str) -> str:
    """The sentence with every figure left out, for checks that may not show any."""
    parts = string.Formatter().parse(sentence)
    return "".join(text + ("…" if field is not None else "") for text, field, _, _ in parts)


def _began(because: str) -> str:
    return because[:1].upper() + because[1:]


def _last_function(desk: Desk) -> str:
    own = [record.call.name for record in desk.records if record.check == desk.check]
    return own[-1] if own else ""
