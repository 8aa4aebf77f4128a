# fails: curve
# says: Off, most at entry 0: expected 1, yours -1. This is x².
import numpy as np


def table(n):
    return np.arange(n * n, dtype=float).reshape(n, n)


def curve(x):
    return x**3
