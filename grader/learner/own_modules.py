"""What a submission may import beside NumPy and the standard library: `mine` and `ascent`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PACKAGE = "mine"


class EarlierWork(MetaPathFinder, Loader):
    """`mine`: the learner's earlier passing functions, all in one module, executed when first imported.

    `sources` holds one source per earlier exercise, in order; a later definition of a name wins. Each source
    may itself import from `mine` what came before it.
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = dict(sources)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name == PACKAGE else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        for name, source in self.sources.items():
            namespace: dict[str, Any] = {"__name__": f"{PACKAGE}.{name}", "__builtins__": __builtins__}
            exec(compile(source, file_name(name), "exec", dont_inherit=True), namespace)  # noqa: S102 - in the cage
            vars(module).update({key: value for key, value in namespace.items() if not key.startswith("__")})


def file_name(name: str) -> str:
    """The file that tracebacks and the opcode counter know an earlier source by."""
    return f"{PACKAGE}/{name}.py"


def provide(sources: Mapping[str, str], show: Callable[..., None], track: Callable[..., None]) -> None:
    """Make both modules importable."""
    sys.meta_path.insert(0, EarlierWork(sources))
    ascent = ModuleType("ascent", "Pictures and curves from your own code: show(array), track(step, loss=…).")
    vars(ascent).update(show=show, track=track)
    sys.modules["ascent"] = ascent


def withdraw() -> None:
    """Make neither module importable any more."""
    forget()
    sys.modules.pop("ascent", None)
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, EarlierWork)]


def forget() -> None:
    """Let `mine` be executed afresh at its next import."""
    sys.modules.pop(PACKAGE, None)
