# fails: temperature-limits
# diagnosis: hot-and-cold-swapped
import numpy as np


def with_temperature(Z, T):
    return softmax(Z * T)
