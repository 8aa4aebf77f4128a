# fails: loss-falls
# diagnosis: weights-too-large
import numpy as np


def init_params(sizes, rng):
    params = {}
    for l in range(1, len(sizes)):
        params[f"W{l}"] = rng.standard_normal((sizes[l], sizes[l - 1])) * 10
        params[f"b{l}"] = np.zeros(sizes[l])
    return params
