"""`./run`: set up what is missing, then become the supervisor of the site."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from config.provisioning.debian import FOR_RUNNING, provide
from config.provisioning.front_end import provide_front_end
from config.provisioning.languages import provide_languages
from config.provisioning.machine import check_folder, check_port
from config.provisioning.problem import Problem
from config.provisioning.progress import say
from config.provisioning.python_packages import provide_python_packages

FOLDER = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Set up and start. Returns 1 with one clear line for what stands in the way."""
    options = _parse(arguments)
    try:
        python = set_up(host=options.host, port=options.port)
    except Problem as problem:
        sys.stderr.write(f"\nAscent cannot start. {problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nSet-up stopped; ./run goes on from here.\n")
        return 130
    if options.setup:
        say("Ascent is set up. Start it with ./run")
        return 0
    command = [str(python), "manage.py", "serve", "--host", options.host, "--port", str(options.port)]
    return os.execv(python, command)


def set_up(*, host: str, port: int) -> Path:
    """Everything that must be there before Django can be imported; returns the interpreter to go on with."""
    check_folder(FOLDER)
    check_port(host, port)
    provide(FOR_RUNNING, folder=FOLDER)
    python = provide_python_packages(FOLDER, "run")
    provide_front_end(FOLDER, python, with_tools=False)
    provide_languages(FOLDER, python)
    return python


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run", description="Set Ascent up on first use and start it.")
    parser.add_argument("--setup", action="store_true", help="only set up, do not start")
    parser.add_argument("--port", type=_port, default=8000, help="port of the site (default 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a whole number from 1 to 65535")
    return int(text)
