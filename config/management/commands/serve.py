"""`manage.py serve`: what `./run` becomes once everything is set up."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.provisioning.problem import Problem
from config.serving.starting import serve


class Command(BaseCommand):
    """Start broker, site and worker; end them together."""

    help = "Start the embedded broker, the site and the worker, and keep them running."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a stop is wanted."""
        try:
            serve(host=options["host"], port=options["port"])
        except Problem as problem:
            raise CommandError(f"\nAscent cannot start. {problem}") from problem
