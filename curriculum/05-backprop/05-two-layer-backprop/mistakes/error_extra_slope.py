# fails: error-sums-to-zero
# diagnosis: softmax-slope-twice
import numpy as np


def output_error(Z2, y):
    P = softmax(Z2)
    dZ2 = P.copy()
    dZ2[np.arange(len(y)), y] -= 1
    return dZ2 * P * (1 - P) / len(y)
