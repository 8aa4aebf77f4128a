# fails: log-of-tiny
# diagnosis: log-patched
import numpy as np


def log_softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.log(E / E.sum(axis=1, keepdims=True) + 1e-12)
