# fails: temperature-limits
# diagnosis: cooled-too-late
import numpy as np


def with_temperature(Z, T):
    return softmax(Z) / T
