# fails: cosine-scale-free
# diagnosis: not-divided-by-lengths
import numpy as np


def cosine(u, v):
    return dot(u, v)
