# fails: rows-sum-1
# diagnosis: shared-out-down-the-columns
import numpy as np


def softmax(Z):
    E = np.exp(Z - Z.max(axis=0, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)
