"""The reference with one or two known mistakes put in, run in the examiner beside the learner's answers."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from types import CodeType
from typing import Any

import numpy as np

from grader.diagnosis.alike import alike, changed, places_of, surely_sendable, values_alike
from grader.diagnosis.reaching import Names, looked_up_by, reached
from grader.exam.callbacks import with_markers
from grader.exam.interludes import Interludes
from grader.exam.paper import PaperMistake
from grader.exam.reference import own
from grader.exam.subject import Call, Driver, How, Missing, Raised, Reply, Returned, Unsendable
from grader.learner.arguments import Arguments
from grader.learner.counting import codes_of, counted, plain
from grader.learner.own_modules import Earlier, builtins_with
from grader.learner.spying import Listening
from grader.sandbox.frames import NotSendable, decode, encode
from grader.sandbox.metering import Usage
from grader.verdict import LearnerError

RESULT = "result"
OWN_MODULE = "solution"
OWN_FILES = ("reference.py", "mistake.py")


@dataclass(frozen=True, eq=False)
class KnownMistake:
    """A mistake, compiled: the definitions that differ from the reference's."""

    fails: str
    diagnosis: str
    source: str
    changed: frozenset[str]
    code: CodeType


Known = tuple[KnownMistake, ...]


class Variants:
    """The reference, compiled once, and what may be put in its place."""

    def __init__(self, reference: str, mistakes: Sequence[PaperMistake], mine: Sequence[Earlier] = ()) -> None:
        # One set of built-in names for all: what comes along is executed once.
        self._builtins = builtins_with(mine)
        self._mine = mine
        self._code = compiled_text(reference, "reference.py")
        self._known = [_known(mistake) for mistake in mistakes]
        self._plain = self._executed(self._code, {})
        self._looked_up = {name: looked_up_by(value, self._plain) for name, value in self._plain.items()}
        self._rebound: dict[KnownMistake, Mapping[str, Names | None]] = {}
        self._felt: dict[tuple[str, Known], Known] = {}

    def failing(self, check: str) -> list[KnownMistake]:
        """The mistakes whose first failing check this is."""
        return [mistake for mistake in self._known if mistake.fails == check]

    def every(self) -> list[KnownMistake]:
        return self._known

    def with_mistakes(self, *mistakes: KnownMistake) -> Variant:
        return Variant(self._code, mistakes, self._mine, self._builtins)

    def felt_by(self, function: str, mistakes: Known) -> Known:
        """Those of the mistakes, put in together, that a call of `function` can come to feel."""
        key = (function, mistakes)
        if key not in self._felt:
            found = {**self._looked_up, **{name: to for one in mistakes for name, to in self._rebinds(one).items()}}
            names = reached(frozenset({function}), found)
            felt = [one for one in mistakes if names is None or not names.isdisjoint(self._rebinds(one))]
            self._felt[key] = tuple(felt)
        return self._felt[key]

    def _rebinds(self, mistake: KnownMistake) -> Mapping[str, Names | None]:
        """The names that mean something else with this mistake, and what each looks up."""
        if mistake not in self._rebound:
            after = self._executed(mistake.code, self._plain)
            new = {name: value for name, value in after.items() if value is not self._plain.get(name)}
            self._rebound[mistake] = {name: looked_up_by(value, after) for name, value in new.items()}
        return self._rebound[mistake]

    def _executed(self, code: CodeType, before: Mapping[str, Any]) -> dict[str, Any]:
        namespace = {"__name__": OWN_MODULE, "__builtins__": self._builtins, **before}
        exec(code, namespace)  # noqa: S102 - the author's code, in the examiner's cage
        return namespace


@lru_cache(maxsize=4096)
def compiled_text(source: str, file: str) -> CodeType:
    """Compiled once in a process, and by the fork server for all of its children."""
    return compile(source, file, "exec", dont_inherit=True)


def _known(mistake: PaperMistake) -> KnownMistake:
    code = compiled_text(mistake.source, "mistake.py")
    return KnownMistake(mistake.fails, mistake.diagnosis, mistake.source, frozenset(mistake.changed), code)


class Variant:
    """Answers calls as the learner's process would, in this process: the code is the author's."""

    def __init__(
        self,
        reference: CodeType,
        mistakes: Sequence[KnownMistake],
        mine: Sequence[Earlier] = (),
        builtins: dict[str, Any] | None = None,
    ) -> None:
        self._builtins = builtins_with(mine) if builtins is None else builtins
        self._files = (*OWN_FILES, *(each.file for each in mine))
        self._codes = (reference, *(mistake.code for mistake in mistakes))
        self._namespace: dict[str, Any] = {}
        self.reload()

    def reload(self) -> None:
        self._namespace = {"__name__": OWN_MODULE, "__builtins__": self._builtins}
        for code in self._codes:
            exec(code, self._namespace)  # noqa: S102 - the author's code, in the examiner's cage

    def classes(self) -> dict[str, type]:
        """The classes that the author's code defines."""
        kinds = {name: one for name, one in self._namespace.items() if isinstance(one, type)}
        return {name: kind for name, kind in kinds.items() if kind.__module__ == OWN_MODULE}

    def usage(self) -> Usage:
        """This process does the computing itself."""
        peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return Usage(time.process_time_ns(), peak_kb * 1024)

    def call_all(self, calls: Sequence[Call]) -> list[Reply]:
        replies: list[Reply] = []
        for call in calls:
            replies.append(self.call(call))
            if not isinstance(replies[-1], Returned):
                break
        return replies

    def call(self, call: Call) -> Reply:
        function = self._namespace.get(call.name) if call.driver is None else self._driven(call.driver)
        if not callable(function):
            return Missing(call.name)
        try:
            return self._answered(call, function)
        except NotSendable as refused:
            return Unsendable(refused.type_name, refused.where)
        except Exception as error:
            return Raised(LearnerError(type(error).__name__, str(error)))

    def explains(self, call: Call, reply: Reply) -> bool:
        """Does this code answer as in `reply`? What it costs is not asked."""
        call = replace(call, how=How(strict=call.how.strict))
        if not call.is_plain or not isinstance(reply, (Returned, Raised)):
            return alike(reply, self.call(call))
        function = self._namespace.get(call.name)
        if not callable(function):
            return False
        given = own(call.args)
        try:
            with np.errstate(all="ignore", **_strictly(call)):
                value = function(*given)
        except Exception as error:
            told = reply.error if isinstance(reply, Raised) else None
            return told is not None and (told.type, told.message) == (type(error).__name__, str(error))
        if isinstance(reply, Raised) or not values_alike(reply.value, value):
            return False
        if not surely_sendable(value):
            return alike(reply, self.call(call))
        return {place for place, arg in enumerate(given) if changed(call.args[place], arg)} == places_of(reply)

    def _driven(self, driver: Driver) -> Callable[..., Any]:
        def drive(*values: Any) -> Any:
            namespace = {**self._namespace, **dict(zip(driver.variables, values, strict=True))}
            exec(compile(driver.source, "session.py", "exec"), namespace)  # noqa: S102 - the author's
            return namespace.get(RESULT)

        return drive

    def _answered(self, call: Call, function: Callable[..., Any]) -> Returned:
        """The answer, measured with the counters that the learner's process uses."""
        during = call.interludes()
        ask = partial(_asking, during)
        given = own(with_markers(call.args, {}))
        arguments = Arguments(given, ask, counted=call.how.counted_arguments, guard=True)
        codes = codes_of(self._namespace, call.how.calls)
        counting = counted(self._files, codes, arrays=call.how.counted_arguments) if call.how.count else nullcontext()
        listening = Listening(self._namespace, call.as_message()[-1], partial(_tell, during), ask)
        with np.errstate(all="ignore", **_strictly(call)), counting as costs, listening:
            value = plain(function(*arguments.values))
        encode(value)
        notes = {} if costs is None else costs.as_notes()
        return Returned(value, {"mutated": arguments.changed(), **notes})


def _asking(during: Interludes, name: str) -> Callable[..., Any]:
    """A function of the exam as the learner's process has it."""

    def ask(*args: Any) -> Any:
        reply = during.reply_to(decode(encode(("callback", name, plain(args)))))
        if reply is None or reply[0] == "refused":
            raise TypeError(reply[1] if reply else name)
        return own(reply[1])

    return ask


def _tell(during: Interludes, message: tuple[Any, ...]) -> None:
    during.reply_to(decode(encode(message)))


def _strictly(call: Call) -> dict[str, Any]:
    return {"over": "raise", "invalid": "raise", "divide": "raise"} if call.how.strict else {}
