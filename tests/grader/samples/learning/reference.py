import numpy as np


def learn(X, y, Q, seed):
    centres = np.stack([X[y == k].mean(axis=0) for k in range(10)])
    return ((Q[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
