import numpy as np


def einsum(values):
    return np.add.reduce(values)


class matmul:
    pass


def dot(u, v):
    return float(einsum(u * v))
