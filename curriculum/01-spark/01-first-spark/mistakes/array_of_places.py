# fails: reads-3
# diagnosis: places-not-a-number
import numpy as np


def read_digit(scores):
    return np.where(scores == scores.max())[0]
