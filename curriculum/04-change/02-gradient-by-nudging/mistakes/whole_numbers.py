# fails: int-and-float
# diagnosis: whole-numbers-cut-the-nudge
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = x.copy()
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        middle = x[place]
        x[place] = middle + h
        above = f(x)
        x[place] = middle - h
        below = f(x)
        x[place] = middle
        gradient[place] = (above - below) / (2 * h)
    return gradient
