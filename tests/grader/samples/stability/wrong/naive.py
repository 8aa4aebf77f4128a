# fails: far
# says: meets an overflow in `exp` at line 7: a number too large for a float.
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))
