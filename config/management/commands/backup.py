"""`manage.py backup FILE|FOLDER`: the whole site in one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.safekeeping.backing_up import back_up
from config.safekeeping.refused import Refused


class Command(BaseCommand):
    help = "Write the whole site (database and secret key) to one file, while it runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a new file, or a folder for a file named for the moment")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        try:
            backup = back_up(target)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        counts = backup.manifest.counts
        self.stdout.write(
            f"{backup.path}: {backup.path.stat().st_size / 1e6:.1f} MB, {counts.get('accounts_user', 0)} people, "
            f"{counts.get('exercises_submission', 0)} submissions.\n"
            "It holds the secret key and everybody's work: keep it as safe as the site itself."
        )
