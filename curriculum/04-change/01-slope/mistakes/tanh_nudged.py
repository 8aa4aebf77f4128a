# fails: analytic-tanh-and-relu
# diagnosis: nudged-not-worked-out
import numpy as np


def d_tanh(z):
    return derivative(np.tanh, z)
