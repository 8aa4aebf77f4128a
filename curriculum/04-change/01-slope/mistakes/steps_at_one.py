# fails: analytic-tanh-and-relu
# diagnosis: bend-in-the-wrong-place
import numpy as np


def d_relu(z):
    return np.where(z > 1, 1.0, 0.0)
