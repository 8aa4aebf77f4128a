# fails: seed
# says: gave two answers to the same call
import random
import numpy as np


def init(n, rng):
    return np.array([random.gauss(0, 1) for _ in range(n)])
