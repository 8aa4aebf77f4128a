# fails: far
# says: meets an invalid value in `divide` at line
import numpy as np


def sigmoid(z):
    with np.errstate(over="ignore"):
        e = np.exp(z)
    return e / (1 + e)
