import numpy as np


def dot(u, v):
    return float(np.sum(u * v))


def norm(v):
    return float(np.sqrt(dot(v, v)))


def cosine(u, v):
    lengths = norm(u) * norm(v)
    return dot(u, v) / lengths if lengths > 0 else 0.0


def most_similar(q, M):
    return int(np.argmax([cosine(q, row) for row in M]))
