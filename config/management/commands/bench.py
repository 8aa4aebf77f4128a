"""`manage.py bench grading|site|setup`: how quick Ascent is, beside a floor or a peer measured in the same run."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.benching import grading, setting_up, site
from config.benching.report import best_of_three

BENCHES = {"grading": grading.parts, "site": site.parts, "setup": setting_up.parts}


class Command(BaseCommand):
    """Print figures and targets; fail where a target is missed by more than half in the best of three."""

    help = "Measure the engine, the site or the set-up."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which of the benches."""
        parser.add_argument("bench", choices=sorted(BENCHES))

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        with BENCHES[options["bench"]]() as parts:
            holds = best_of_three(parts, self.stdout.write)
        if not holds:
            raise CommandError("A figure is past 1.5 times its target in the best of three runs.")
