import math

import numpy as np


def dot(u, v):
    return np.multiply(u, v).sum()


def norm(v):
    return math.hypot(*v)


def cosine(u, v):
    if not (np.any(u) and np.any(v)):
        return 0.0
    return dot(u / norm(u), v / norm(v))


def most_similar(q, M):
    return np.argmax([cosine(row, q) for row in M])
