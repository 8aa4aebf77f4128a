import numpy as np


def read_digit(scores):
    return int(np.argmax(scores))
