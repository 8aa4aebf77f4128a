# fails: reads-3
# diagnosis: counted-from-one
import numpy as np


def read_digit(scores):
    return int(np.argmax(scores)) + 1
