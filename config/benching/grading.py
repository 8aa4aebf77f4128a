"""The engine: what the pair of sandboxes adds to a grading, and how many gradings a second it does."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

import grader
from config.benching.floors import WARM_FORKS, floors, peers
from config.benching.growth import diagnosis, growth
from config.benching.report import Better, Figure, Measure, median, percentile
from config.benching.sample_bundles import ELIMINATION, of_curriculum, solve, ten_calls
from config.benching.sandboxes import sandboxes
from grader.verdict import Outcome

RUNS = 300
WARM_UP = 20
THROUGHPUT_S = 6.0
CALLS = 10


@contextmanager
def parts() -> Iterator[Sequence[Measure]]:
    """The overhead beside its floors and peers; gradings a second; what one sandbox takes, and what costs grow with."""
    yield [_overheads, _throughputs, _others]


def _others() -> list[Figure]:
    figures = [*sandboxes(), *diagnosis(), *growth()]
    grader.close()
    return figures


def _overheads() -> list[Figure]:
    grader.warm()
    own_ms = _own_compute_ms()
    walls_ms = [wall - own_ms for wall in _walls_ms(ten_calls(), ELIMINATION)]
    probed_ms = median(_walls_ms(solve(), ELIMINATION, calls=None)) - own_ms
    layer = of_curriculum("dense-layer")
    layer_ms = median(_walls_ms(layer, layer.reference, calls=None))
    grader.close()
    bare = floors()
    floor_ms = next(figure.value for figure in bare if figure.name == WARM_FORKS)
    p50 = median(walls_ms)
    return [
        Figure("overhead of the pair, all isolation, ten calls, p50", p50, "ms", 14.0),
        Figure("overhead of the pair, p95", percentile(walls_ms, 0.95), "ms"),
        Figure("the same with the standard probes, p50", probed_ms, "ms"),
        Figure("one whole exercise, dense-layer with its probes, p50", layer_ms, "ms"),
        Figure("the learner's own compute, not counted above", own_ms, "ms"),
        *bare,
        Figure("overhead as a multiple of the floor", p50 / floor_ms, "×", 5.0),
        *peers(p50 + own_ms),
    ]


def _throughputs() -> list[Figure]:
    """One worker's pair runs side by side, so it fills more than one core: how well workers scale is told per core."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    on_one, one, two = _throughput(1, cores[:1]), _throughput(1, cores), _throughput(2, cores)
    return [
        Figure("gradings per second, one worker on one core", on_one, "/s"),
        Figure("gradings per second, one worker on two cores", one, "/s"),
        Figure("gradings per second, two workers on two cores", two, "/s", 80.0, Better.HIGHER),
        Figure("two workers on two cores as a multiple of one on one", two / on_one, "×", 1.8, Better.HIGHER),
        Figure("two workers on two cores as a multiple of one on two", two / one, "×"),
    ]


def _walls_ms(bundle: grader.Bundle, source: str, *, calls: int | None = CALLS) -> list[float]:
    """The wall times of gradings one after the other; each must pass, with so many calls where told."""
    walls = []
    for run in range(WARM_UP + RUNS):
        started = time.perf_counter()
        verdict = grader.grade(bundle, source)
        if run >= WARM_UP:
            walls.append((time.perf_counter() - started) * 1e3)
        if verdict.outcome is not Outcome.PASSED or calls not in (None, sum(verdict.resources.calls.values())):
            message = f"The sample did not pass as it should: {verdict.as_dict()}"
            raise RuntimeError(message)
    return walls


def _own_compute_ms() -> float:
    """What ten answers cost without any sandbox, for systems of the same sizes."""
    namespace: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {}
    exec(ELIMINATION, namespace)  # noqa: S102  (a constant of this package)
    rng = np.random.default_rng(0)
    times = []
    for _ in range(50):
        systems = [(rng.normal(size=(n, n)) + n * np.eye(n), rng.normal(size=n)) for n in rng.integers(2, 31, CALLS)]
        started = time.perf_counter()
        for A, b in systems:
            namespace["solve"](A, b)
        times.append((time.perf_counter() - started) * 1e3)
    return median(times)


def _throughput(workers: int, cores: Sequence[int]) -> float:
    """Gradings per second on `cores` of `workers` processes with a slot each, after all of them are warm."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(workers)
    counts = context.Queue()
    processes = [context.Process(target=_grade_for_a_while, args=(barrier, counts, cores)) for _ in range(workers)]
    for process in processes:
        process.start()
    total = sum(counts.get(timeout=120) for _ in processes)
    for process in processes:
        process.join()
    return float(total / THROUGHPUT_S)


def _grade_for_a_while(
    barrier: multiprocessing.synchronize.Barrier, counts: multiprocessing.Queue[int], cores: Sequence[int]
) -> None:
    # Inherited by the fork servers and all that they fork.
    os.sched_setaffinity(0, cores)
    bundle = ten_calls()
    for _ in range(WARM_UP):
        grader.grade(bundle, ELIMINATION)
    barrier.wait()
    until = time.perf_counter() + THROUGHPUT_S
    count = 0
    while time.perf_counter() < until:
        grader.grade(bundle, ELIMINATION)
        count += 1
    grader.close()
    counts.put(count)
