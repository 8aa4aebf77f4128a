# fails: reads-3
# diagnosis: least-believed
import numpy as np


def read_digit(scores):
    return int(np.argmin(scores))
