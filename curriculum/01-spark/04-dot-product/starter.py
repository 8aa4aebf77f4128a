import numpy as np


def dot(u, v):
    """u: (d,), v: (d,)  ->  float, multiply pairwise and add up (without np.dot and @)"""
    raise NotImplementedError("Task 1")


def norm(v):
    """v: (d,)  ->  float, the length of the arrow"""
    raise NotImplementedError("Task 2")


def cosine(u, v):
    """u: (d,), v: (d,)  ->  float from -1 to 1; 0 if one of them has length 0"""
    raise NotImplementedError("Task 3")


def most_similar(q, M):
    """q: (d,), M: (m, d), one arrow per row  ->  int, the row that points most nearly where q points"""
    raise NotImplementedError("Task 4")
