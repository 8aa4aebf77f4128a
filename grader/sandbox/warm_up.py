"""Do once in the fork server what every child would else do first: import, compile and touch."""

from __future__ import annotations

import ast
import collections
import dataclasses
import functools
import itertools
import math
import traceback

import numpy as np
import numpy.linalg
import numpy.random

IMPORTED = (ast, collections, dataclasses, functools, itertools, math, numpy.linalg, numpy.random)


def warm_up() -> None:
    """Fault in the pages behind a product, a solve, a draw, a compile and a traceback."""
    np.linalg.solve(np.eye(4) * 2.0, np.ones(4))
    np.ones((70, 70)) @ np.ones((70, 70))
    np.random.default_rng(0).normal(size=8)
    compile(ast.parse("def f(a):\n    return a.b"), "warm", "exec")
    try:
        np.ones(2) @ np.ones(3)
    except ValueError as error:
        traceback.format_exception(error)
