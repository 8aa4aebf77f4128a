import numpy as np


def dense(X, W, b):
    return (X[:, None, :] * W[None, :, :]).sum(axis=2) + b
