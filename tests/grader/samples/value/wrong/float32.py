# fails: dense
# says: drop to float32
import numpy as np


def dense(X, W, b):
    return (X @ W.T + b).astype(np.float32)


def mean_square(X):
    return (X**2).mean(axis=0)
