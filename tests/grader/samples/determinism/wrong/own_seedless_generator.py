# fails: seed
# says: gave two answers to the same call
import numpy as np


def init(n, rng):
    return np.random.default_rng().standard_normal(n)
