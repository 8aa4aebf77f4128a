"""The submission as a module: its facts, its execution, executed afresh as often as asked."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Mapping
from importlib.util import decode_source
from types import CodeType, ModuleType
from typing import Any

from grader.learner import own_modules
from grader.learner.banning import ban
from grader.learner.facts import source_facts
from grader.learner.showing import Easel

MODULE = "solution"
DEFAULT_FILE = "solution.py"


class Submission:
    """One source and the module that it makes. Everything it does may raise anything."""

    def __init__(self, source: bytes, settings: Mapping[str, Any]) -> None:
        """`settings`: "banned" dotted names, "filename", and "mine", the sources of earlier work by name."""
        self.source = source
        self.file = str(settings.get("filename") or DEFAULT_FILE)
        self.easel = Easel()
        self.module = ModuleType(MODULE)
        self._code: CodeType | None = None
        mine: dict[str, str] = dict(settings.get("mine") or {})
        self.sources = {self.file: _lines(source)}
        self.sources |= {own_modules.file_name(name): text.splitlines() for name, text in mine.items()}
        own_modules.provide(mine, self.easel.show, self.easel.track)
        ban(settings.get("banned") or ())
        for file, lines in self.sources.items():
            # Without a file to read, this is where a traceback that the learner prints finds its lines.
            linecache.cache[file] = (1, None, [f"{line}\n" for line in lines], file)

    def facts(self) -> dict[str, Any]:
        """What the source says, without executing it."""
        return source_facts(self.source)

    def load(self) -> None:
        """Execute the source in a new module, and with it whatever it imports from earlier work."""
        own_modules.forget()
        if self._code is None:
            self._code = compile(self.source, self.file, "exec", dont_inherit=True)
        self.module = ModuleType(MODULE)
        self.module.__file__ = self.file
        sys.modules[MODULE] = self.module
        exec(self._code, vars(self.module))  # noqa: S102 - what the cage is for

    def withdraw(self) -> None:
        """Take back what making and loading this submission left in the interpreter."""
        own_modules.withdraw()
        sys.modules.pop(MODULE, None)
        for file in self.sources:
            linecache.cache.pop(file, None)

    def function(self, name: str) -> Any:
        """What the submission calls `name`, or None."""
        return vars(self.module).get(name)


def _lines(source: bytes) -> list[str]:
    try:
        return decode_source(source).splitlines()
    except (SyntaxError, UnicodeError, LookupError):
        return source.decode("utf-8", "replace").splitlines()
