import numpy as np


def layer(X, W):
    Z = X @ W.T
    return Z, {"mean": float(Z.mean()), "labels": Z.argmax(axis=1)}
