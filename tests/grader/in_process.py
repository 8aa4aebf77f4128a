"""Take an exam without processes: the submission runs beside the exam, for tests of what an exam decides."""

from __future__ import annotations

from grader.bundle import Bundle
from grader.carrying import references_of
from grader.diagnosis.variants import Variant
from grader.exam.paper import Paper
from grader.exam.sitting import Sitting
from grader.exam.source import Source
from grader.examining import author_code
from grader.learner.facts import source_facts


def sit(bundle: Bundle, source: str, *, seed: int = 1, visible_only: bool = False) -> Sitting:
    """The exam taken to its end by `source`."""
    paper = Paper.of(bundle, seed=seed, visible_only=visible_only, mine=references_of(bundle))
    checks, reference = author_code(paper)
    starter, mine = Source(source_facts(bundle.starter.encode())), Source(source_facts(source.encode()))
    names = [contract.name for contract in paper.functions]
    sitting = Sitting(
        paper,
        checks,
        Variant(compile(source, "reference.py", "exec"), (), paper.mine),
        reference,
        mine,
        frozenset(name for name in names if mine.dump(name) and mine.dump(name) == starter.dump(name)),
        begin=lambda check: None,
        report=lambda result: None,
        enter_hidden=lambda: None,
    )
    sitting.run()
    return sitting
