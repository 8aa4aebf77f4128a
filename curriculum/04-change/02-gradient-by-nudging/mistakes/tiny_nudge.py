# fails: bowl
# diagnosis: nudge-too-small
import numpy as np


def numerical_gradient(f, x, h=1e-12):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = h
        gradient[place] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient
