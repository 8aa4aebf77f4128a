"""`manage.py worker_health`: whether the workers of this machine or container grade."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exercises.readiness import workers_here


class Command(BaseCommand):
    help = "Say whether the worker processes of this machine or container take work; fails where one does not."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        part = workers_here()
        if not part.holds:
            raise CommandError(part.detail)
        self.stdout.write(part.detail)
