# fails: rows-sum-1
# diagnosis: whole-batch-shares-one-sum
import numpy as np


def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()
