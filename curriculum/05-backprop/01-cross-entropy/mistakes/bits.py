# fails: no-opinion-ln10
# diagnosis: wrong-logarithm
import numpy as np


def cross_entropy(Z, y):
    return float(-log_softmax(Z)[np.arange(len(y)), y].mean() / np.log(2))
