# fails: gradient
# diagnosis: one-over-n-forgotten
import numpy as np


def cross_entropy_grad(Z, y):
    dZ = softmax(Z)
    dZ[np.arange(len(y)), y] -= 1
    return dZ
