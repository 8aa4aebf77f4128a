# fails: rows-sum-0
# diagnosis: slope-counted-twice
import numpy as np


def cross_entropy_grad(Z, y):
    P = softmax(Z)
    return (P - np.eye(Z.shape[1])[y]) * P * (1 - P) / len(y)
