# fails: matrix-argument
# diagnosis: f-asked-with-a-flat-array
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    flat = np.array(x, dtype=float).ravel()
    gradient = np.zeros(flat.shape)
    for i in range(flat.size):
        nudge = np.zeros(flat.shape)
        nudge[i] = h
        gradient[i] = (f(flat + nudge) - f(flat - nudge)) / (2 * h)
    return gradient.reshape(x.shape)
