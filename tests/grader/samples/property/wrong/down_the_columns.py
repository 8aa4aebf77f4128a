# fails: sums
# says: Each row should sum to 1; the first sums to
import numpy as np


def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=0)
