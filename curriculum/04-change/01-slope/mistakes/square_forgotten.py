# fails: analytic-tanh-and-relu
# diagnosis: square-forgotten
import numpy as np


def d_tanh(z):
    return 1 - np.tanh(z)
