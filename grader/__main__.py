"""The engine's command line: grade, check, measure, selftest, bench.

Exit codes: 0 passed, 1 failed, 2 could not check, 64 bad use, 70 our own bug.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Iterator, Sequence
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
from grader.sentences import as_plain
from grader.sources import SourceRefused, check_source
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


class BadMine(Exception):
    """What `--mine` names is no earlier work for this exercise."""


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
    except (BundleError, BadMine) as error:
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
    grade.add_argument(
        "--mine", type=Path, action="append", default=[], metavar="PATH",
        help="earlier work: a file SLUG.py or a folder of such; may be repeated; the reference stands in for the rest",
    )  # fmt: skip
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
    mine = _earlier_work(options.mine, bundle)
    verdict = process_slot.grade(bundle, source, visible_only=options.visible_only, seed=options.seed, mine=mine)
    print(json.dumps(verdict.as_dict(), indent=2) if options.json else _told(verdict))
    return EXITS[verdict.outcome]


def _earlier_work(paths: Sequence[Path], bundle: Bundle) -> dict[str, str] | None:
    """The sources at `paths` by exercise. Raises BadMine where one is of no use to `bundle`."""
    if not paths:
        return None
    wanted = [exercise.slug for exercise in bundle.carried]
    comes_along = f"{bundle.slug} takes: {', '.join(wanted)}." if wanted else f"{bundle.slug} takes nothing along."
    found: dict[str, str] = {}
    for path in [file for given in paths for file in _files_of(given, wanted)]:
        data = path.read_bytes()
        if path.stem not in wanted or path.suffix != ".py":
            raise BadMine(f"{path}: no earlier work for this exercise. {comes_along}")
        if path.stem in found:
            raise BadMine(f"{path}: {path.stem} is given twice.")
        try:
            found[path.stem] = check_source(data).decode()
        except SourceRefused as error:
            raise BadMine(f"{path}: {error}") from error
    if not found:
        raise BadMine(f"No earlier work in {', '.join(map(str, paths))}. {comes_along}")
    return found


def _files_of(path: Path, wanted: Sequence[str]) -> Iterator[Path]:
    """A file itself; of a folder, which may hold more, what the exercise takes along."""
    if path.is_dir():
        yield from (file for file in sorted(path.iterdir()) if file.stem in wanted and file.suffix == ".py")
    else:
        yield path


def _told(verdict: Verdict) -> str:
    lines = [f"{check.outcome:8} {check.title}  {check.message or check.reason or ''}" for check in verdict.checks]
    named = [f"{diagnosis.certainty}: {diagnosis.sentence}" for diagnosis in verdict.diagnoses]
    failed = [f"{verdict.error.type}: {verdict.error.message}"] if verdict.error else []
    return as_plain(
        "\n".join([*lines, *failed, *named, f"{verdict.outcome}, score {verdict.score:g}, seed {verdict.seed}"])
    )


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
