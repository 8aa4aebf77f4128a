# fails: d-tanh-one
# diagnosis: sigmoids-rule-for-tanh
import numpy as np


def d_tanh(z):
    a = np.tanh(z)
    return a * (1 - a)
