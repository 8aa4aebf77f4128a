# fails: cosine-scale-free
# diagnosis: lengths-added
import numpy as np


def cosine(u, v):
    lengths = norm(u) + norm(v)
    return dot(u, v) / lengths if lengths > 0 else 0.0
