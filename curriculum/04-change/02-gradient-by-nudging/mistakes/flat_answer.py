# fails: matrix-argument
# diagnosis: answer-left-flat
import numpy as np


def numerical_gradient(f, x, h=1e-5):
    slopes = []
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = h
        slopes.append((f(x + nudge) - f(x - nudge)) / (2 * h))
    return np.array(slopes)
