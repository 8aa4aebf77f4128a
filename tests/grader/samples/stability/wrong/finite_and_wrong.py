# fails: far
# says: is off: largest error
import numpy as np


def sigmoid(z):
    return 0.5 + np.clip(z, -1, 1) / 2.000001
