"""Exercises of one function or one class that no list of mistakes knows, and what the diagnosis calls a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.bundle import Bundle
from grader.diagnosis.diagnosing import diagnose
from grader.exam.sitting import Sitting
from grader.verdict import Certainty, Diagnosis
from tests.grader.diagnosis.taking import by_certainty, take
from tests.grader.sample_bundles import a_bundle

CHECK = '\n[[checks]]\nid = "drawn"\ntask = 1\ntitle = "Right on anything"\nvisibility = "outcome"\n'
HEAD = "import numpy as np\nfrom grader.exam import Exam, check\n\n\n@check('drawn')\ndef drawn(exam: Exam) -> None:\n"
# Answers first, so that there are several to look at, and then the judgement.
CALLS = """    for _ in range(3):
        exam.holds(exam.call({name!r}, *case(exam)) is not None, "an answer")
    exam.compare({name!r}, *case(exam))


def case(exam):
    return {case}
"""
IMPORT = "import numpy as np\n\n\n"


@dataclass(frozen=True)
class Kind:
    """`arguments` and `returns` are lists of TOML, with the batch behind them; `case` draws the arguments."""

    name: str
    arguments: str
    returns: str
    case: str
    reference: str
    judged: str = CALLS
    taken: Callable[[Bundle, str], Sitting] = take

    def bundle(self, folder: Path) -> Bundle:
        table = f'[[functions]]\nname = "{self.name}"\narguments = {self.arguments}\nreturns = {self.returns}\n{CHECK}'
        exam = HEAD + self.judged.replace("{name!r}", repr(self.name)).replace("{case}", self.case)
        return a_bundle(folder, table=table, exam=exam, reference=IMPORT + self.reference)

    def told(self, old: str, new: str, folder: Path) -> Diagnosis | None:
        """What the diagnosis says of the reference with `old` replaced by `new`."""
        assert old in self.reference
        return self.told_of(self.reference.replace(old, new), folder)

    def told_of(self, source: str, folder: Path) -> Diagnosis | None:
        sitting = self.taken(self.bundle(folder), IMPORT + source)
        assert sitting.failures, "this is right"
        return by_certainty(diagnose(sitting), Certainty.RELATION)


def name_of(told: Diagnosis | None) -> str:
    return "" if told is None else told.id
