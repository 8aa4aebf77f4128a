"""The engine's command line: grade, check, measure, selftest, bench.

Exit codes: 0 passed, 1 failed, 2 could not check, 64 bad use, 70 our own bug.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from grader import process_slot
from grader.benching import bench
from grader.bundle import Bundle
from grader.bundling.errors import BundleError
from grader.bundling.measured_json import FILE, to_json
from grader.proof.marks import as_text
from grader.proof.measuring import SEEDS, NothingToMeasure, measure
from grader.proof.proving import prove_folder
from grader.sandbox.errors import IsolationUnavailable
from grader.sandbox.selftest import run_selftest
from grader.verdict import Outcome, Verdict


class Exit(IntEnum):
    PASSED = 0
    FAILED = 1
    COULD_NOT_CHECK = 2
    BAD_USE = 64
    OWN_BUG = 70


EXITS = {
    Outcome.PASSED: Exit.PASSED,
    Outcome.FAILED: Exit.FAILED,
    Outcome.COULD_NOT_CHECK: Exit.COULD_NOT_CHECK,
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(Exit.BAD_USE)


def main(arguments: Sequence[str] | None = None) -> Exit:
    """Run one command; the exit code says how it ended."""
    options = _parser().parse_args(arguments)
    try:
        done: Exit = options.run(options)
    except BundleError as error:
        print(error, file=sys.stderr)
        return Exit.BAD_USE
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return Exit.BAD_USE
    except IsolationUnavailable as error:
        print(f"Nothing is graded without isolation. {error}", file=sys.stderr)
        return Exit.COULD_NOT_CHECK
    except Exception:
        traceback.print_exc()
        return Exit.OWN_BUG
    finally:
        process_slot.close()
    return done


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m grader", description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(required=True, metavar="command")
    grade = commands.add_parser("grade", help="grade one file by one exercise")
    grade.add_argument("exercise", type=Path)
    grade.add_argument("source", type=Path)
    grade.add_argument("--seed", type=int, help="replay the hidden inputs of an earlier grading")
    grade.add_argument("--visible-only", action="store_true")
    grade.add_argument("--json", action="store_true", help="the whole verdict, as the engine keeps it")
    grade.set_defaults(run=_grade)
    check = commands.add_parser("check", help="prove exercises: what is missing, file and line")
    check.add_argument("exercises", type=Path, nargs="+")
    check.set_defaults(run=_check)
    measuring = commands.add_parser("measure", help="train the reference with many seeds and store what it reached")
    measuring.add_argument("exercise", type=Path)
    measuring.add_argument("--seeds", type=int, default=SEEDS)
    measuring.set_defaults(run=_measure)
    selftest = commands.add_parser("selftest", help="does every layer of the cages hold here?")
    selftest.set_defaults(run=_selftest)
    benching = commands.add_parser("bench", help="what a grading costs beside the learner's own code")
    benching.add_argument("exercise", type=Path)
    benching.add_argument("--count", type=int, default=100)
    benching.set_defaults(run=_bench)
    return parser


def _grade(options: argparse.Namespace) -> Exit:
    bundle = Bundle.read(options.exercise)
    source = options.source.read_bytes()
    verdict = process_slot.grade(bundle, source, visible_only=options.visible_only, seed=options.seed)
    print(json.dumps(verdict.as_dict(), indent=2) if options.json else _told(verdict))
    return EXITS[verdict.outcome]


def _told(verdict: Verdict) -> str:
    lines = [f"{check.outcome:8} {check.title}  {check.message or check.reason or ''}" for check in verdict.checks]
    named = [f"{diagnosis.certainty}: {diagnosis.sentence}" for diagnosis in verdict.diagnoses]
    failed = [f"{verdict.error.type}: {verdict.error.message}"] if verdict.error else []
    return "\n".join([*lines, *failed, *named, f"{verdict.outcome}, score {verdict.score:g}, seed {verdict.seed}"])


def _check(options: argparse.Namespace) -> Exit:
    slot, done = process_slot.slot(), Exit.PASSED
    for folder in options.exercises:
        findings = prove_folder(folder, slot)
        for finding in findings:
            print(f"{folder}/{finding}")
        _print_marks(folder)
        print(f"{folder}: {'proved' if not findings else f'{len(findings)} findings'}", flush=True)
        done = Exit.FAILED if findings else done
    return done


def _print_marks(folder: Path) -> None:
    """What was measured, for the author's eyes."""
    try:
        measured = Bundle.read(folder).measured
    except BundleError:
        return
    for one in measured.values():
        print(as_text(one))


def _measure(options: argparse.Namespace) -> Exit:
    bundle = Bundle.read(options.exercise)
    try:
        found = measure(bundle, process_slot.slot(), seeds=options.seeds)
    except NothingToMeasure:
        print(f"{options.exercise}: no check asks for a mark that chance has a say in.")
        return Exit.FAILED
    (options.exercise / FILE).write_text(to_json(found), encoding="utf-8")
    print("\n".join(as_text(one) for one in found))
    return Exit.PASSED


def _selftest(options: argparse.Namespace) -> Exit:
    report = run_selftest()
    print(report.as_text())
    return Exit.PASSED if report.holds else Exit.COULD_NOT_CHECK


def _bench(options: argparse.Namespace) -> Exit:
    print(bench(Bundle.read(options.exercise), process_slot.slot(), count=options.count))
    return Exit.PASSED


if __name__ == "__main__":
    sys.exit(main())
