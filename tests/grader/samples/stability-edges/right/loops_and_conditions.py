import math

import numpy as np


def log_softmax(Z):
    def row(scores):
        top = max(scores)
        total = math.log(sum(math.exp(score - top) for score in scores))
        return [score - top - total for score in scores]

    return np.array([row(list(scores)) for scores in Z])


def class_mean(X, y, c):
    total, count = np.zeros(X.shape[1]), 0
    for x, label in zip(X, y):
        if label == c:
            total, count = total + x, count + 1
    return total / count if count else total


def standardize(X):
    columns = [(column - column.mean(), column.std()) for column in X.T]
    return np.stack([gap / (spread + 1e-8) for gap, spread in columns], axis=1)
