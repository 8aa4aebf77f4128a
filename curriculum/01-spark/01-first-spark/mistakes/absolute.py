# fails: negative-scores
# diagnosis: strong-no-read-as-yes
import numpy as np


def read_digit(scores):
    return int(np.argmax(np.abs(scores)))
