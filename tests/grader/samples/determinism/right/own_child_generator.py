import numpy as np


def init(n, rng):
    child = np.random.default_rng(rng.integers(2**32))
    return np.array([child.normal(scale=n**-0.5) for _ in range(n)])
