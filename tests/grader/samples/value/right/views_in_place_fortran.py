import numpy as np


def dense(X, W, b):
    Z = (W @ X.T).T
    Z += b
    return Z[::-1][::-1]


def mean_square(X):
    own = np.array(X, order="F")
    own *= own
    return own.sum(0) / own.shape[0]
