# fails: reads-3
# diagnosis: how-loud-not-which
import numpy as np


def read_digit(scores):
    return int(np.max(scores))
