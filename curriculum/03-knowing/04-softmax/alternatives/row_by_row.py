import numpy as np


def softmax(Z):
    P = np.zeros(Z.shape)
    for i, row in enumerate(Z):
        e = np.exp(row - max(row))
        P[i] = e / sum(e)
    return P


def log_softmax(Z):
    rows = []
    for row in Z:
        top = row.max()
        rows.append(row - (top + np.log(np.exp(row - top).sum())))
    return np.array(rows)


def with_temperature(Z, T):
    return softmax(Z * (1 / T))
