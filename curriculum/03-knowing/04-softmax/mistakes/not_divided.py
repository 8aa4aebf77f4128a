# fails: rows-sum-1
# diagnosis: never-shared-out
import numpy as np


def softmax(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))
