import numpy as np


def numerical_gradient(f, x, h=1e-5):
    moved = np.array(x, dtype=float)
    gradient = np.zeros(moved.shape)
    for place in np.ndindex(moved.shape):
        middle = moved[place]
        moved[place] = middle + h
        above = f(moved)
        moved[place] = middle - h
        below = f(moved)
        moved[place] = middle
        gradient[place] = (above - below) / (2 * h)
    return gradient
