# fails: far
# says: is off
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -20, 20)))
