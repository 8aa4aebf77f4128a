"""A session: a few lines of the author's drive the learner's classes in the learner's cage; typed data comes back."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.contract import Declared, judge_returned, parse_declared
from grader.exam.callbacks import served
from grader.exam.failing import AuthorFault, CheckFailed, FailureKind, LearnerRaised, NotAttempted
from grader.exam.subject import Call, Driver, Missing, Raised, Returned, Unsendable

if TYPE_CHECKING:
    from grader.exam.calling import Desk

WORD = re.compile(r"[A-Za-z_]\w*")
SOURCE_FILE = "session.py"


def session(desk: Desk, source: str, variables: Mapping[str, Any], returns: Sequence[str]) -> Any:
    """What `result` is after `source` has run beside the submission, with `variables` set.

    `returns`: lines of the contract language that it is held against.
    """
    text = textwrap.dedent(source).strip() + "\n"
    _check_author(text)
    name = _subject_of(desk, text)
    call = Call(
        name,
        served(tuple(variables.values()), [Declared(key, parse_declared("any").type) for key in variables]),
        listening=desk.listening,
        driver=Driver(text, tuple(variables)),
    )
    match desk.reply_to(call):
        case Returned(value):
            return _held(name, value, [parse_declared(line) for line in returns])
        case Raised(error):
            raise LearnerRaised(name, error)
        case Unsendable(type_name, where):
            place = f" at `{where}`" if where else ""
            raise _failure(name, f"`{name}` gave back {type_name}{place}, where numbers and arrays are asked.")
        case Missing(missing):
            raise _failure(name, f"There is no `{missing}`.")


def _check_author(text: str) -> None:
    try:
        compile(text, SOURCE_FILE, "exec")
    except SyntaxError as error:
        raise AuthorFault(f"The session does not parse, line {error.lineno}: {error.msg}.") from error
    if "result" not in WORD.findall(text):
        raise AuthorFault("A session leaves its answer in `result`.")


def _subject_of(desk: Desk, text: str) -> str:
    """Whose session this is: the first class or function of the contract that the lines name."""
    words = WORD.findall(text)
    methods = [name for name in desk.functions if name.rpartition(".")[2] in words]
    untouched = [name for name in methods if name in desk.untouched]
    if untouched:
        raise NotAttempted(untouched[0])
    classes = {name.partition(".")[0] for name in desk.functions if "." in name}
    for name in classes:
        if name in words and not any(known.startswith(f"{name}.") for known in desk.source.names):
            raise _failure(name, f"There is no class `{name}`.")
    named = [word for word in words if word in classes or word in desk.functions]
    return named[0] if named else "session"


def _held(name: str, value: Any, returns: Sequence[Declared]) -> Any:
    if not returns:
        return value
    violation = judge_returned(value, returns, {}, {})
    if violation is not None:
        raise _failure(name, f"`{name}`: {violation.sentence}")
    return value


def _failure(name: str, sentence: str) -> CheckFailed:
    return CheckFailed(FailureKind.CONTRACT, sentence, sentence, where=name, function=name, measure="session")
