# fails: temperature-limits
# diagnosis: temperature-ignored
import numpy as np


def with_temperature(Z, T):
    return softmax(Z)
