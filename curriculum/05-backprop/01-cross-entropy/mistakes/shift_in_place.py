# fails: untouched
# diagnosis: changed-the-input
import numpy as np


def cross_entropy(Z, y):
    Z -= Z.max(axis=1, keepdims=True)
    return float((np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]).mean())
