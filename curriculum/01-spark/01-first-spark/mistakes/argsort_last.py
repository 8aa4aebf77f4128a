# fails: tie-first
# diagnosis: last-of-the-tied
import numpy as np


def read_digit(scores):
    return int(np.argsort(scores)[-1])
