import numpy as np


def dense(X, W, b):
    whole = np.concatenate([W, b[:, None]], axis=1)
    return np.append(X, np.ones((len(X), 1)), axis=1).dot(whole.T)


def mean_square(X):
    total = np.zeros(X.shape[1])
    for row in X[::-1]:
        total += np.diag(np.outer(row, row))
    total /= X.shape[0]
    return total
