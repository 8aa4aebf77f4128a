import numpy as np


def dot(u, v):
    return sum(u[i] * v[i] for i in range(len(u)))


def norm(v):
    return np.linalg.norm(v)


def cosine(u, v):
    return dot(u, v) / max(norm(u) * norm(v), 1e-12)


def most_similar(q, M):
    lengths = np.sqrt((M**2).sum(axis=1))
    agreement = (M * q).sum(axis=1)
    return np.divide(agreement, lengths, out=np.zeros(len(M)), where=lengths > 0).argmax()
