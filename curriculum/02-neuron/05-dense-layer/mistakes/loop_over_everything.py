# fails: no-loop
# diagnosis: loop-in-the-layer
import numpy as np


def dense(X, W, b):
    Z = np.zeros((len(X), len(W)))
    for i in range(len(X)):
        for j in range(len(W)):
            Z[i, j] = X[i] @ W[j] + b[j]
    return Z
