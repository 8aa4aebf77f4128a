# fails: no-opinion-ln10
# diagnosis: zeros-counted-in-the-mean
import numpy as np


def cross_entropy(Z, y):
    Y = np.eye(Z.shape[1])[y]
    return float(-(Y * log_softmax(Z)).mean())
