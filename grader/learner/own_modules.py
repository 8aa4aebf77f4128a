"""What a submission may import beside NumPy and the standard library: `mine` and `ascent`."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any

PACKAGE = "mine"
KEPT = 256


@dataclass(frozen=True)
class Earlier:
    """The source of one earlier exercise and which of its functions come along.

    `own`: it is what the learner handed in; else it is the reference, which stands in.
    """

    exercise: str
    source: str
    names: tuple[str, ...]
    own: bool

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Earlier:
        return cls(data["exercise"], data["source"], tuple(data["names"]), data["own"])

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def file(self) -> str:
        """The file that tracebacks and the opcode counter know it by."""
        return f"{PACKAGE}/{self.exercise}.py" if self.own else f"{PACKAGE}/{self.exercise} (reference).py"


class Mine(ModuleType):
    """The module `mine`. A source is executed when the first of its names is asked for, so a broken one harms
    only who imports from it, and each may itself import from `mine`."""

    def __init__(
        self,
        earlier: Sequence[Earlier],
        missing: Mapping[str, str] | None = None,
        names: Mapping[str, Any] | None = None,
    ) -> None:
        """`missing`: the exercise of each function that could come along and does not. `names`: the built-in
        names that the sources see, the interpreter's own if none are given."""
        super().__init__(PACKAGE, "What you wrote in earlier exercises.")
        self.__all__ = [name for each in earlier for name in each.names]
        self._homes = {name: each for each in earlier for name in each.names}
        self._missing = dict(missing or {})
        self._builtins: Any = __builtins__ if names is None else names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        home = self._homes.get(name)
        if home is None:
            raise ImportError(self._why_not(name))
        namespace: dict[str, Any] = {"__name__": f"{PACKAGE}.{home.exercise}", "__builtins__": self._builtins}
        exec(compiled_earlier(home), namespace)  # noqa: S102 - in the cage
        vars(self).update({each: namespace[each] for each in home.names if each in namespace})
        if name not in namespace:
            raise ImportError(f"Your solution of `{home.exercise}` has no function `{name}`.")
        return namespace[name]

    def _why_not(self, name: str) -> str:
        if name in self._missing:
            return (
                f"`{name}` comes from the exercise `{self._missing[name]}`, which you have not passed yet. "
                "Pass it first, or take the reference's: this page offers both."
            )
        known = ", ".join(f"`{each}`" for each in self.__all__)
        return f"`{name}` does not come along to this exercise. {f'What does: {known}.' if known else 'Nothing does.'}"


@lru_cache(maxsize=KEPT)
def compiled_earlier(earlier: Earlier) -> CodeType:
    """Compiled and not executed: a fork server may do it, and its children inherit it."""
    return compile(earlier.source, earlier.file, "exec", dont_inherit=True)


def builtins_with(earlier: Sequence[Earlier]) -> dict[str, Any]:
    """Built-in names under which `import mine` gives these sources and nobody else's.

    For code that runs beside other code in one process; a submission has its process to itself.
    """
    names = dict(vars(builtins))
    mine = Mine(earlier, names=names)

    def import_(name: str, *args: Any, **options: Any) -> Any:
        return mine if name == PACKAGE else builtins.__import__(name, *args, **options)

    names["__import__"] = import_
    return names


def provide(show: Callable[..., None], track: Callable[..., None]) -> None:
    """Make `ascent` importable."""
    ascent = ModuleType("ascent", "Pictures and curves from your own code: show(array), track(step, loss=…).")
    vars(ascent).update(show=show, track=track)
    sys.modules["ascent"] = ascent


def provide_mine(earlier: Sequence[Earlier], missing: Mapping[str, str]) -> None:
    """Make `mine` importable, as if nothing of it had been executed yet."""
    sys.modules[PACKAGE] = Mine(earlier, missing)


def withdraw() -> None:
    """Make neither module importable any more."""
    sys.modules.pop(PACKAGE, None)
    sys.modules.pop("ascent", None)
