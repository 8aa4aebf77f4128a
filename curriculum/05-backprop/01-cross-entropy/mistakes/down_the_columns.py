# fails: no-opinion-ln10
# diagnosis: shared-out-down-the-columns
import numpy as np


def cross_entropy(Z, y):
    S = Z - Z.max(axis=0, keepdims=True)
    log_p = S - np.log(np.exp(S).sum(axis=0, keepdims=True))
    return float(-log_p[np.arange(len(y)), y].mean())
