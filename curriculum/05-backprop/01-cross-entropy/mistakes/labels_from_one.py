# fails: by-hand
# diagnosis: labels-counted-from-one
import numpy as np


def cross_entropy(Z, y):
    return float(-log_softmax(Z)[np.arange(len(y)), y - 1].mean())
