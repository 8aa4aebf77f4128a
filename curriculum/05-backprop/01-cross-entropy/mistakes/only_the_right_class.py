# fails: rows-sum-0
# diagnosis: others-left-out
import numpy as np


def cross_entropy_grad(Z, y):
    rows = np.arange(len(y))
    dZ = np.zeros(Z.shape)
    dZ[rows, y] = softmax(Z)[rows, y] - 1
    return dZ / len(y)
