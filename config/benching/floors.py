"""What nothing of the kind can be quicker than, and what others need for the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from config.benching.report import Better, Figure, median
from config.benching.sample_bundles import ELIMINATION

RUNS = 300
PEER_RUNS = 9

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
HOLDING_NUMPY = "import numpy"
# What a fork server holds when it forks its first child. The package's front door is the worker's alone.
HOLDING_A_SERVER = """
import gc, types
package = types.ModuleType("grader")
package.__path__ = [sys.argv[3]]
sys.modules["grader"] = package
import grader.sandbox.fork_server
from grader.sandbox.programs import Programs, Role, load_entry
from grader.sandbox.warm_up import warm_up
programs = Programs()
for role in (Role(sys.argv[2]), Role.PROBE):
    load_entry(programs.entry(role))
warm_up()
gc.collect()
gc.freeze()
"""
BARE_FORKS = """
times = []
for _ in range(int(sys.argv[1])):
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    times.append((time.perf_counter() - started) * 1e3)
print(sorted(times)[len(times) // 2])
"""


def floors() -> list[Figure]:
    """Bare forks of the warm interpreters, one of each kind, and of a Python that has NumPy only."""
    warm = sum(_fork_ms(HOLDING_A_SERVER, role) for role in ("learner", "examiner"))
    return [
        Figure(WARM_FORKS, warm, "ms"),
        Figure("two bare forks of a Python with NumPy only", 2 * _fork_ms(HOLDING_NUMPY), "ms"),
    ]


WARM_FORKS = "floor: two bare forks of the warm interpreters"


def peers(ours_ms: float) -> list[Figure]:
    """A cold interpreter, and the same tests in bubblewrap where it is installed."""
    cold = Figure('cold python -c "import numpy"', _peer_ms([sys.executable, "-c", "import numpy"]), "ms")
    program = shutil.which("bwrap")
    if program is None:
        return [cold]
    inside = [program, "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev"]
    peer_ms = _peer_ms([*inside, sys.executable, "-c", SAME_TESTS, ELIMINATION])
    return [
        cold,
        Figure("bubblewrap --unshare-all, python, numpy, the same tests", peer_ms, "ms"),
        Figure("how many times quicker ours is", peer_ms / ours_ms, "×", 6.0, Better.HIGHER),
    ]


def _fork_ms(holding: str, role: str = "") -> float:
    from grader.sandbox.launching import PACKAGE

    program = f"import os, sys, time\n{holding}\n{BARE_FORKS}"
    command = [sys.executable, "-P", "-s", "-B", "-c", program, str(RUNS), role, str(PACKAGE)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=_one_thread())
    return float(done.stdout)


def _peer_ms(command: list[str]) -> float:
    times = []
    for _ in range(PEER_RUNS):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=_one_thread())
        times.append((time.perf_counter() - started) * 1e3)
    return median(times)


def _one_thread() -> dict[str, str]:
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
