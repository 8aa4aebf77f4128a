import numpy as np


def dense(X, W, b):
    ones = np.ones((len(X), 1))
    return np.hstack([X, ones]) @ np.column_stack([W, b]).T
