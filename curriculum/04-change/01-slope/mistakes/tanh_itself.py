# fails: d-tanh-one
# diagnosis: height-not-slope
import numpy as np


def d_tanh(z):
    return np.tanh(z)
