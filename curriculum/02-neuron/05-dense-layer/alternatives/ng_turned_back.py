import numpy as np


def dense(X, W, b):
    return (np.dot(W, X.transpose()) + b.reshape(-1, 1)).transpose()
