"""`manage.py regrade EXERCISE`: what the published version would change, and with --apply change it."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exercises.bell import ring
from exercises.models import Exercise
from exercises.regrading import Change, apply, begin_regrading, compare, waiting_of
from exercises.submitting import NothingPublished

LOOKS_EVERY_S = 0.5
MOST_BELLS = 16


class Command(BaseCommand):
    help = "Grade what was handed in again with the published version: a dry run unless --apply is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exercise", help="the exercise's slug")
        parser.add_argument("--apply", action="store_true", help="give the passes that are gained")
        parser.add_argument("--revoke", action="store_true", help="with --apply: also take passes that are lost")
        parser.add_argument("--wait", type=float, default=600.0, metavar="SECONDS", help="how long to wait for workers")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["revoke"] and not options["apply"]:
            raise CommandError("--revoke changes something only together with --apply.")
        exercise = Exercise.objects.filter(slug=options["exercise"]).first()
        if exercise is None:
            raise CommandError(f"There is no exercise {options['exercise']!r}.")
        try:
            total = begin_regrading(exercise=exercise)
        except NothingPublished as nothing:
            raise CommandError(f"{exercise.slug} has no published version to grade with.") from nothing
        ring(times=min(total, MOST_BELLS))
        self._wait(exercise, total, options["wait"])
        self._report(exercise, apply_it=options["apply"], revoke=options["revoke"])

    def _wait(self, exercise: Exercise, total: int, seconds: float) -> None:
        until = time.monotonic() + seconds
        while waiting := waiting_of(exercise):
            if time.monotonic() > until:
                raise CommandError(
                    f"{waiting} of {total} still wait after {seconds:.0f} s: is a worker running? Nothing was changed; "
                    "the same command goes on from here."
                )
            self.stdout.write(f"{total - waiting} of {total} graded", ending="\r")
            time.sleep(LOOKS_EVERY_S)

    def _report(self, exercise: Exercise, *, apply_it: bool, revoke: bool) -> None:
        found = compare(exercise=exercise)
        self._list("gain a pass", found.gained)
        self._list("would lose their pass", found.lost)
        self._list("could not be checked", found.unclear)
        self.stdout.write(f"{found.unchanged} stay as they are.")
        if not apply_it:
            self.stdout.write("Nothing was changed: this was a dry run. --apply gives the passes that are gained.")
            return
        done = apply(comparison=found, revoke=revoke)
        self.stdout.write(f"Applied: {done.gained} passes given, {done.revoked} taken.")
        if found.lost and not revoke:
            self.stdout.write(f"{len(found.lost)} keep a pass that the new version would not give (--revoke takes it).")

    def _list(self, heading: str, changes: Sequence[Change]) -> None:
        self.stdout.write(f"{len(changes)} {heading}")
        for change in changes:
            self.stdout.write(f"  {change.learner} #{change.number}: {change.before} → {change.after}. {change.why}")
