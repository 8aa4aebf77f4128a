"""One run of Scratch from start to end: free code beside a solution, in the same pair of cages, and no check at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.bundle import Bundle
from grader.carrying import Carried
from grader.events import Event
from grader.exam.paper import Paper
from grader.grading import Cages, learner_settings, limits_of, resources_of
from grader.hearing import Hearing, judged
from grader.sandbox.ending import Ended
from grader.sandbox.job import Job
from grader.sources import SourceRefused, check_source
from grader.verdict import Ending, Fault, LearnerError, Outcome, Output, Verdict

FILE = "scratch.py"


def scratch_on(
    cages: Cages,
    bundle: Bundle,
    solution: str,
    scratch: str,
    earlier: Carried,
    *,
    on_event: Callable[[Event], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Verdict:
    """Execute `scratch` in the module that `solution` makes. An error's line is a line of `scratch`."""
    limits = limits_of(bundle)
    try:
        data = check_source(scratch, most_bytes=limits.source_bytes)
        check_source(solution, most_bytes=limits.source_bytes)
    except SourceRefused as refused:
        error = LearnerError(type(refused).__name__, refused.sentence)
        return _verdict(bundle, scratch, Ending.FINISHED, Fault.LEARNER, error=error)
    paper = _paper(bundle)
    settings = {**learner_settings(bundle), **earlier.as_settings(), "filename": FILE, "before": solution}
    heard = Hearing({}, on_event)
    job = Job(data, settings, paper.to_bytes(), limits, paper.lasting)
    ended = cages.run(job, on_message=heard.hear, should_stop=should_stop)
    return _heard_verdict(bundle, scratch, heard, ended)


def _paper(bundle: Bundle) -> Paper:
    """A paper that asks for nothing. What it holds is the same for every exercise: nothing of an exam comes along."""
    whole = Paper.of(bundle, seed=0, visible_only=True)
    nothing: dict[str, Any] = {"checks": (), "functions": (), "function_tables": (), "mistakes": (), "sentences": {}}
    return replace(whole, **nothing, exam="", reference="", starter="")


def _heard_verdict(bundle: Bundle, scratch: str, heard: Hearing, ended: Ended) -> Verdict:
    ending, fault, error = judged(heard, ended)
    return _verdict(
        bundle,
        scratch,
        ending,
        fault,
        error=error,
        pictures=heard.shown.as_pictures(),
        output=Output(ended.output.decode(errors="replace"), "", ended.output_truncated),
        resources=resources_of(ended, heard.final, {}),
    )


def _verdict(bundle: Bundle, scratch: str, ending: Ending, fault: Fault | None, **told: Any) -> Verdict:
    is_clean = fault is None and ending is Ending.FINISHED
    is_ours = fault in (Fault.AUTHOR, Fault.PLATFORM)
    return Verdict(
        exercise=bundle.slug,
        version=bundle.version,
        source_sha256=hashlib.sha256(scratch.encode(errors="replace")).hexdigest(),
        seed=0,
        attempted=True,
        outcome=Outcome.COULD_NOT_CHECK if is_ours else Outcome.PASSED if is_clean else Outcome.FAILED,
        fault=fault,
        ending=ending,
        score=0.0,
        **told,
    )
