# fails: shift-invariant
# diagnosis: scores-clipped
import numpy as np


def softmax(Z):
    E = np.exp(np.clip(Z, -10, 10))
    return E / E.sum(axis=1, keepdims=True)
