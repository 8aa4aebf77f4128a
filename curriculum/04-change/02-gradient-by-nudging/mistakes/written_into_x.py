# fails: saddle
# diagnosis: slopes-written-into-the-input
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    gradient = x
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = h
        gradient[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient
