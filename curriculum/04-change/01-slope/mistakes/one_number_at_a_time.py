# fails: f-called-twice
# diagnosis: one-number-at-a-time
import numpy as np


def derivative(f, x, h=1e-5):
    slopes = [(f(number + h) - f(number - h)) / (2 * h) for number in np.ravel(x)]
    return np.reshape(slopes, np.shape(x))
