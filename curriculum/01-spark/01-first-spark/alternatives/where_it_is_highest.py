import numpy as np


def read_digit(scores):
    return int(np.flatnonzero(scores == np.max(scores))[0])
