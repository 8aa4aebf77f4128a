# fails: mean
# diagnosis: sum-not-mean
import numpy as np


def cross_entropy(Z, y):
    return float(-log_softmax(Z)[np.arange(len(y)), y].sum())
