# fails: temperature-one
# diagnosis: scores-not-probabilities
import numpy as np


def with_temperature(Z, T):
    return Z / T
