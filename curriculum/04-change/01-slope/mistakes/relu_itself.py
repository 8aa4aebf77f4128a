# fails: d-relu-step
# diagnosis: height-not-slope
import numpy as np


def d_relu(z):
    return np.maximum(z, 0.0)
