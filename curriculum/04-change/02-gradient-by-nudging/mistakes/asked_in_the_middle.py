# fails: calls
# diagnosis: asked-too-often
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = h
        right = (f(x + nudge) - f(x)) / h
        left = (f(x) - f(x - nudge)) / h
        gradient[place] = (right + left) / 2
    return gradient
