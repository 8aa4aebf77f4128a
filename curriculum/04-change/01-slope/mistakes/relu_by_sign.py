# fails: d-relu-step
# diagnosis: falling-below-zero
import numpy as np


def d_relu(z):
    return np.sign(z)
