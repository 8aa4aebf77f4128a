# fails: log-by-hand
# diagnosis: log-sum-added
import numpy as np


def log_softmax(Z):
    S = Z - Z.max(axis=1, keepdims=True)
    return S + np.log(np.exp(S).sum(axis=1, keepdims=True))
