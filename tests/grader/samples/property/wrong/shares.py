# fails: shift
# says: Adding 5 to every score should change nothing, not ….
import numpy as np


def softmax(Z):
    return np.abs(Z) / np.abs(Z).sum(axis=1, keepdims=True)
