# fails: rows-sum-0
# diagnosis: stopped-at-the-probability
import numpy as np


def cross_entropy_grad(Z, y):
    rows = np.arange(len(y))
    dP = np.zeros(Z.shape)
    dP[rows, y] = -1 / softmax(Z)[rows, y]
    return dP / len(y)
