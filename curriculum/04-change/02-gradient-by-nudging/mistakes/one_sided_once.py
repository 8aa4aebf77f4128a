# fails: calls
# diagnosis: one-sided
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    here = f(x)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = h
        gradient[place] = (f(x + nudge) - here) / h
    return gradient
