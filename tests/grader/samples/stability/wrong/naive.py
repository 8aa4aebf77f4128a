# fails: far
# says: meets overflow in `exp` at line 7 on far-out numbers
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))
