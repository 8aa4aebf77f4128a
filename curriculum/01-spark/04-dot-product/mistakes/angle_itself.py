# fails: cosine-by-hand
# diagnosis: angle-not-cosine
import numpy as np


def cosine(u, v):
    lengths = norm(u) * norm(v)
    return float(np.arccos(np.clip(dot(u, v) / lengths, -1, 1))) if lengths > 0 else 0.0
