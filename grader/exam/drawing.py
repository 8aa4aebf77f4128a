"""Draw hidden inputs from this grading's seed, at the sizes that catch mistakes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from grader.exam.failing import AuthorFault
from grader.sandbox.wire import GeneratorSeed

SQUARE = 4
SMALLEST, LARGEST = 3, 9
REDRAWS = 1000


class Draws:
    """Random inputs of one check: the same for the same seed and check, whatever ran before it."""

    def __init__(self, seed: int, check: str) -> None:
        self._seed = [seed, zlib.crc32(check.encode())]

    @cached_property
    def generator(self) -> np.random.Generator:
        """What everything of this check is drawn from."""
        return np.random.default_rng(self._seed)

    def normal(self, *shape: int, mean: float = 0.0, spread: float = 1.0) -> Any:
        return _plain(mean + spread * self.generator.standard_normal(shape))

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Any:
        return _plain(self.generator.uniform(low, high, shape))

    def integers(self, low: int, high: int, *shape: int) -> Any:
        drawn = self.generator.integers(low, high, shape)
        return drawn if shape else int(drawn)

    def choice(self, options: Sequence[Any]) -> Any:
        return options[int(self.generator.integers(len(options)))]

    def labels(self, n: int, k: int) -> Any:
        """Each class at least once where `n` allows it, in random order."""
        labels = np.concatenate([np.arange(min(n, k)), self.generator.integers(0, k, max(n - k, 0))])
        return self.generator.permutation(labels)

    def rng(self) -> GeneratorSeed:
        return GeneratorSeed(int(self.generator.integers(2**32)))

    def away_from_kinks(self, draw: Callable[[], Any], margin: float, at: Callable[..., Any] | None) -> Any:
        """A draw whose pre-activations keep their distance from 0, where a derivative is not defined."""
        for _ in range(REDRAWS):
            drawn = draw()
            parts = drawn if isinstance(drawn, tuple) else (drawn,)
            seen = parts if at is None else at(*parts)
            if all(np.abs(array).min(initial=np.inf) >= margin for array in _arrays(seen)):
                return drawn
        raise AuthorFault(f"No draw in {REDRAWS} keeps {margin} away from the kinks.")

    def sizes(self, names: Sequence[str], at_least: Mapping[str, int]) -> Iterator[tuple[int, ...]]:
        """Generic and distinct first, because it tells most; then n = 1, one column, square."""
        floor = [at_least.get(name, 1) for name in names]
        spread = self.generator.permutation(np.arange(SMALLEST, LARGEST + len(names)))
        generic = [max(int(length), least) for length, least in zip(spread, floor, strict=False)]
        yield tuple(generic)
        yield tuple(max(1, least) if place == 0 else size for place, (size, least) in enumerate(_with(generic, floor)))
        if len(names) > 1:
            yield tuple(
                max(1, least) if place == 1 else size for place, (size, least) in enumerate(_with(generic, floor))
            )
        yield tuple(max(SQUARE, least) for least in floor)


def _with(generic: Sequence[int], floor: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(generic, floor, strict=True))


def _plain(drawn: Any) -> Any:
    return drawn if np.ndim(drawn) else float(drawn)


def _arrays(value: Any) -> list[Any]:
    """The arrays of floats in `value`; labels have no kinks."""
    if isinstance(value, dict):
        return [array for part in value.values() for array in _arrays(part)]
    if isinstance(value, (list, tuple)):
        return [array for part in value for array in _arrays(part)]
    array = np.asarray(value)
    return [array] if array.dtype.kind == "f" else []
