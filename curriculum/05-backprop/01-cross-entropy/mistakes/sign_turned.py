# fails: gradient
# diagnosis: uphill-and-downhill-swapped
import numpy as np


def cross_entropy_grad(Z, y):
    return (np.eye(Z.shape[1])[y] - softmax(Z)) / len(y)
