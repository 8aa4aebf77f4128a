"""The engine: what the pair of sandboxes adds to a grading, and how many gradings a second it does."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.conf import settings

import grader
from config.benching.report import Better, Figure, median, percentile
from grader.bundling.packing import Packed, pack
from grader.verdict import Outcome

RUNS = 300
WARM_UP = 20
PEER_RUNS = 9
THROUGHPUT_S = 6.0
CALLS = 10

# Gauss-Jordan without pivoting: the hidden systems are diagonally dominant, and it costs next to nothing.
TRIVIAL = """
import numpy as np


def solve(A, b):
    M = np.column_stack([A, b])
    for k in range(len(b)):
        M[k] /= M[k, k]
        column = M[:, k].copy()
        column[k] = 0
        M -= np.outer(column, M[k])
    return M[:, -1].copy()
"""

# The same ten systems and tests as one program, for sandboxes that start a program.
SAME_TESTS = """
import sys
import numpy as np
exec(sys.argv[1])
rng = np.random.default_rng()
for n in [2, *rng.integers(2, 31, 9)]:
    A = rng.normal(size=(n, n)) + n * np.eye(n)
    b = rng.normal(size=n)
    if not np.allclose(solve(A.copy(), b.copy()), np.linalg.solve(A, b), rtol=1e-6):
        raise SystemExit(1)
"""

TWO_BARE_FORKS = """
import os, sys, time
import numpy
times = []
for _ in range(int(sys.argv[1])):
    started = time.perf_counter()
    for _ in range(2):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
    times.append((time.perf_counter() - started) * 1e3)
print(sorted(times)[len(times) // 2])
"""


def measure() -> list[Figure]:
    """Ours, the floors and the peers, in one run."""
    grader.warm()
    own_ms = _own_compute_ms()
    walls_ms = [wall - own_ms for wall in _walls_ms(_ten_calls(), TRIVIAL)]
    probed = grader.Bundle.read(_bundle_folder())
    probed_ms = median(_walls_ms(probed, TRIVIAL, calls=None)) - own_ms
    layer = grader.Bundle.read(Path(settings.BASE_DIR) / "curriculum" / "02-neuron" / "05-dense-layer")
    layer_ms = median(_walls_ms(layer, layer.reference, calls=None))
    grader.close()
    floor_ms = float(_python("-c", TWO_BARE_FORKS, str(RUNS)).stdout)
    p50 = median(walls_ms)
    figures = [
        Figure("overhead of the pair, all isolation, ten calls, p50", p50, "ms", 14.0),
        Figure("overhead of the pair, p95", percentile(walls_ms, 0.95), "ms"),
        Figure("the same with the standard probes, p50", probed_ms, "ms"),
        Figure("one whole exercise, dense-layer with its probes, p50", layer_ms, "ms"),
        Figure("the learner's own compute, not counted above", own_ms, "ms"),
        Figure("floor: two bare forks of the warm interpreter", floor_ms, "ms"),
        Figure("overhead as a multiple of the floor", p50 / floor_ms, "×", 5.0),
        Figure("gradings per second, one worker", _throughput(1), "/s"),
        Figure("gradings per second, two workers", _throughput(2), "/s", 80.0, Better.HIGHER),
        Figure('cold python -c "import numpy"', _peer_ms([sys.executable, "-c", "import numpy"]), "ms"),
    ]
    return [*figures, *_bubblewrap(p50 + own_ms)]


def _bundle_folder() -> Path:
    return Path(settings.BASE_DIR) / "tests" / "sandbox" / "bundles" / "solve"


def _ten_calls() -> grader.Bundle:
    """The bundle `solve` without its standard probes: its own checks make ten calls."""
    whole = grader.Bundle.read(_bundle_folder())
    taken_out = "\n".join(f'{check.id} = "Not measured here."' for check in whole.checks if check.standard)
    table = whole.text("exercise.toml").replace("[standard]", f"[standard]\n{taken_out}")
    files = {**whole.files, "exercise.toml": table.encode()}
    return grader.Bundle.from_bytes(pack(Packed(whole.stage, whole.folder, files)))


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
    exec(TRIVIAL, namespace)  # noqa: S102  (a constant of this file)
    rng = np.random.default_rng(0)
    times = []
    for _ in range(50):
        systems = [(rng.normal(size=(n, n)) + n * np.eye(n), rng.normal(size=n)) for n in rng.integers(2, 31, CALLS)]
        started = time.perf_counter()
        for A, b in systems:
            namespace["solve"](A, b)
        times.append((time.perf_counter() - started) * 1e3)
    return median(times)


def _throughput(workers: int) -> float:
    """Gradings per second of `workers` processes with a slot each, after all of them are warm."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(workers)
    counts = context.Queue()
    processes = [context.Process(target=_grade_for_a_while, args=(barrier, counts)) for _ in range(workers)]
    for process in processes:
        process.start()
    total = sum(counts.get(timeout=120) for _ in processes)
    for process in processes:
        process.join()
    return float(total / THROUGHPUT_S)


def _grade_for_a_while(barrier: multiprocessing.synchronize.Barrier, counts: multiprocessing.Queue[int]) -> None:
    bundle = _ten_calls()
    for _ in range(WARM_UP):
        grader.grade(bundle, TRIVIAL)
    barrier.wait()
    until = time.perf_counter() + THROUGHPUT_S
    count = 0
    while time.perf_counter() < until:
        grader.grade(bundle, TRIVIAL)
        count += 1
    grader.close()
    counts.put(count)


def _bubblewrap(ours_ms: float) -> list[Figure]:
    program = shutil.which("bwrap")
    if program is None:
        return []
    inside = [program, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev"]
    peer_ms = _peer_ms([*inside, sys.executable, "-c", SAME_TESTS, TRIVIAL])
    return [
        Figure("bubblewrap --unshare-all, python, numpy, the same tests", peer_ms, "ms"),
        Figure("how many times quicker ours is", peer_ms / ours_ms, "×", 6.0, Better.HIGHER),
    ]


def _peer_ms(command: list[str]) -> float:
    times = []
    for _ in range(PEER_RUNS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=_one_thread())
        times.append((time.perf_counter() - started) * 1e3)
    return median(times)


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=_one_thread())


def _one_thread() -> dict[str, str]:
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
