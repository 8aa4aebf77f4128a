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
        """`settings`: "banned" dotted names, "filename", "mine", the earlier sources, and "missing", see `Mine`;
        "before", the text of a solution that is executed first, in the same module: what Scratch builds on.
        """
        self.source = source
        self.file = str(settings.get("filename") or DEFAULT_FILE)
        self.easel = Easel()
        self.module = ModuleType(MODULE)
        self._code: CodeType | None = None
        self._earlier = [own_modules.Earlier.from_dict(each) for each in settings.get("mine") or ()]
        self._missing: dict[str, str] = dict(settings.get("missing") or {})
        self._before = str(settings.get("before") or "")
        # The submission's own file stands first.
        self.sources = {self.file: _lines(source)}
        if self._before:
            self.sources[DEFAULT_FILE] = self._before.splitlines()
        self.sources |= {each.file: each.source.splitlines() for each in self._earlier}
        own_modules.provide(self.easel.show, self.easel.track)
        ban(settings.get("banned") or ())
        for file, lines in self.sources.items():
            # Without a file to read, this is where a traceback that the learner prints finds its lines.
            linecache.cache[file] = (1, None, [f"{line}\n" for line in lines], file)

    def facts(self) -> dict[str, Any]:
        """What the source says, without executing it."""
        return source_facts(self.source, self.file)

    def load(self) -> None:
        """Execute the source in a new module, and with it whatever it imports from earlier work."""
        own_modules.provide_mine(self._earlier, self._missing)
        if self._code is None:
            self._code = compile(self.source, self.file, "exec", dont_inherit=True)
        self.module = ModuleType(MODULE)
        self.module.__file__ = self.file
        sys.modules[MODULE] = self.module
        if self._before:
            exec(compile(self._before, DEFAULT_FILE, "exec", dont_inherit=True), vars(self.module))  # noqa: S102
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
