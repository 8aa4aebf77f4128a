"""Take an exam in this process, with the learner's real call server at the other end of every call."""

from __future__ import annotations

import ast
import resource
import time
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from grader import Bundle
from grader.bundling.mistake_files import Mistake, as_submission, changes_of
from grader.carrying import carried, references_of
from grader.exam.paper import Paper
from grader.exam.sitting import Sitting
from grader.exam.source import Source
from grader.exam.subject import LearnerSubject
from grader.examining import author_code
from grader.learner.facts import source_facts
from grader.learner.loading import Submission
from grader.learner.printing import Printing
from grader.learner.serving import CallServer
from grader.sandbox.frames import decode, encode
from grader.sandbox.metering import Usage
from grader.verdict import Certainty, Diagnosis, LearnerError

CURRICULUM = Path(__file__).parents[3] / "curriculum"


class Answering:
    """Both ends of a channel: what is asked is answered at once, through the encoding of the wire."""

    def __init__(self, source: str, settings: Mapping[str, Any]) -> None:
        self._sent: list[bytes] = []
        self.submission = Submission(source.encode(), settings)
        self._server = CallServer(self._Back(self), self.submission, Printing())
        if self._server._send_facts():
            self._server._send(self._server._load())
        self._nonces = [0, 0]

    class _Back:
        def __init__(self, line: Answering) -> None:
            self._line = line

        def send(self, _nonce: int, value: Any) -> None:
            self._line._sent.append(encode(value))

        def receive(self) -> tuple[int, Any]:
            raise AssertionError("no callbacks here")

    def send(self, nonce: int, value: Any) -> None:
        self._nonces.append(nonce)
        # As `serve` has it for a learner's process.
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server._send(self._server._answer_to(decode(encode(value), markers=True)))

    def receive(self) -> tuple[int, Any]:
        return self._nonces.pop(0), decode(self._sent.pop(0))


def own_usage() -> Usage:
    """Learner and examiner are one process here."""
    return Usage(time.process_time_ns(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


@cache
def bundle_of(place: str) -> Bundle:
    """An exercise of the curriculum, as "05-backprop/05-two-layer-backprop"."""
    return Bundle.read(CURRICULUM / place)


def take(bundle: Bundle, source: str, *, seed: int = 1) -> Sitting:
    """The exam taken to its end by `source`."""
    paper = Paper.of(bundle, seed=seed, visible_only=False, mine=references_of(bundle))
    checks, reference = author_code(paper)
    subject = LearnerSubject(Answering(source, carried(bundle).as_settings()), own_usage)
    facts = subject.opening()
    assert not isinstance(facts, LearnerError), facts
    assert subject.loading() is None
    starter, mine = Source(source_facts(bundle.starter.encode())), Source(facts)
    names = [contract.name for contract in paper.functions]
    sitting = Sitting(
        paper,
        checks,
        subject,
        reference,
        mine,
        frozenset(name for name in names if mine.dump(name) and mine.dump(name) == starter.dump(name)),
        begin=lambda check: None,
        report=lambda result: None,
        enter_hidden=lambda: None,
    )
    sitting.run()
    return sitting


def with_changes(bundle: Bundle, *mistakes: Mistake) -> str:
    """What a learner with these mistakes would hand in."""
    source = bundle.reference
    for mistake in mistakes:
        source = as_submission(source, changes_of(bundle.reference, mistake.source).source)
    return source


def changed_names(bundle: Bundle) -> Mapping[str, frozenset[str]]:
    return {one.path: changes_of(bundle.reference, one.source).names for one in bundle.mistakes}


def exact_names(found: list[Diagnosis]) -> set[str]:
    return {one.id for one in found if one.certainty is Certainty.EXACT}


def by_certainty(found: list[Diagnosis], certainty: Certainty) -> Diagnosis | None:
    return next((one for one in found if one.certainty is certainty), None)


def as_printed(source: str) -> str:
    """The source as `ast` prints it, as a mutant's lines are counted."""
    return ast.unparse(ast.parse(source)) + "\n"
