# fails: table
# says: rows and columns swapped
import numpy as np


def curve(x):
    return x**2


def table(n):
    return np.arange(n * n, dtype=float).reshape(n, n).T
