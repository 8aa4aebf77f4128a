import numpy as np


def count(labels, k):
    return np.bincount(labels, minlength=k)


def summary(X):
    return {"mean": X.mean(axis=0), "best": int(X.sum(axis=1).argmax()), "name": "table", "positive": bool((X > 0).all())}


def rows(X):
    return list(X)


def halves(n):
    return n // 2, n / 2


def root(x):
    return x**0.5 if x >= 0 else None


def flat(X):
    return X.ravel()


def doubled(params):
    return {key: 2 * value for key, value in params.items()}


def roots(a):
    return np.array([1, -1]) * np.sqrt(complex(a))
