# fails: same-seed
# says: gave two answers
import numpy as np


def center(X, mu):
    return X - mu + (np.random.rand() * 0.1 if len(X) > 1 else 0)


def mean_loss(X):
    return float((X**2).sum(axis=1).mean())
