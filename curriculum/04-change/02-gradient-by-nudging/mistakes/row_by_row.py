# fails: matrix-argument
# diagnosis: whole-rows-nudged
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for row in range(len(x)):
        nudge = np.zeros(x.shape)
        nudge[row] = h
        gradient[row] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient
