# fails: sums
# says: Each row should sum to 1; the first sums to 0.
import numpy as np


def softmax(Z):
    return np.exp(Z) / np.exp(Z).sum()
