# fails: zero-vector
# diagnosis: nought-divided-by-nought
import numpy as np


def cosine(u, v):
    return np.float64(dot(u, v)) / (norm(u) * norm(v))
