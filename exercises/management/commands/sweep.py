"""`manage.py sweep [--forever]`: once, or as a process of its own."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from exercises.sweeping import keep_sweeping, sweep, tidy


class Command(BaseCommand):
    """Frees what dead workers held, rings for what waits, removes guests long gone."""

    help = "Free what dead workers held, ring for what waits, remove stale guests."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: whether to go on."""
        parser.add_argument("--forever", action="store_true", help="sweep every two seconds until stopped")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once and say what was done, or until SIGTERM."""
        if options["forever"]:
            ended = threading.Event()
            signal.signal(signal.SIGTERM, lambda *_: ended.set())
            keep_sweeping(ended)
            return
        swept, gone = sweep(), tidy()
        self.stdout.write(f"{swept.freed} claims freed, {swept.rung} bells rung, {gone} guests removed.")
