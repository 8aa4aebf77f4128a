# fails: dot-by-hand
# diagnosis: summed-then-multiplied
import numpy as np


def dot(u, v):
    return float(np.sum(u) * np.sum(v))
