# fails: no-opinion-ln10
# diagnosis: no-logarithm
import numpy as np


def cross_entropy(Z, y):
    P = softmax(Z)
    return float((1 - P[np.arange(len(y)), y]).mean())
