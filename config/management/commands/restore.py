"""`manage.py restore FILE [--replace]`: the site as it was when the backup was made."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.safekeeping.refused import Refused
from config.safekeeping.restoring import Restored, restore, sign_out_accounts


class Command(BaseCommand):
    help = "Make the site what it was when the backup was made. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="a file that manage.py backup wrote")
        parser.add_argument("--replace", action="store_true", help="even if the work of people is lost by it")
        parser.add_argument("--end-sessions", action="store_true", help="then sign out everybody who has an account")

    def handle(self, *args: Any, source: Path, replace: bool, end_sessions: bool, **options: Any) -> None:
        try:
            restored = restore(source, replace=replace)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self._tell(source, restored)
        if end_sessions:
            self.stdout.write(f"{sign_out_accounts()} sessions ended.")

    def _tell(self, source: Path, restored: Restored) -> None:
        manifest = restored.manifest
        self.stdout.write(
            f"Restored what was there at {manifest.made_at}: {manifest.counts.get('accounts_user', 0)} people, "
            f"{manifest.counts.get('exercises_submission', 0)} submissions."
        )
        if restored.is_older:
            self.stdout.write("The backup is of an older version: run manage.py migrate before the site starts.")
        if restored.key_to_set is not None:
            self.stdout.write(
                f"It was made with another secret key: until that key stands in {restored.key_to_set}, everybody is "
                f"signed out and guests cannot come back to their work. To see it: tar -xzOf {source} secret_key"
            )
