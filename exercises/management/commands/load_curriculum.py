"""`manage.py load_curriculum`: publish the bundles of the curriculum folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exercises.catalogue import load_curriculum
from exercises.curriculum_folder import CurriculumRefused
from exercises.recording_ridge import record_ridge


class Command(BaseCommand):
    help = "Bring the catalogue up to the bundles of the curriculum folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.CURRICULUM_DIR))

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            loaded = load_curriculum(folder)
        except CurriculumRefused as refusal:
            raise CommandError("\n".join([*refusal.problems, "Nothing was loaded."])) from refusal
        if why_not := record_ridge():
            self.stderr.write(why_not)
        self.stdout.write(
            f"{loaded.exercises} exercises in {loaded.stages} stages: {len(loaded.added)} new, "
            f"{len(loaded.changed)} changed, {len(loaded.unpublished)} unpublished."
        )
