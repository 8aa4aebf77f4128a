# fails: doubled
# says: should have the shape of `params["W"]`, (4, 3); yours has (3, 4). It lies on its side
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


def roots(a):
    return np.array([1, -1]) * np.sqrt(complex(a))


def doubled(params):
    return {"W": 2 * params["W"].T, "b": 2 * params["b"]}
