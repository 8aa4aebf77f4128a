# fails: one-batch-by-heart
# diagnosis: symmetric-start
import numpy as np


def init_params(sizes, rng):
    params = {}
    for l in range(1, len(sizes)):
        params[f"W{l}"] = np.repeat(rng.standard_normal((1, sizes[l - 1])), sizes[l], axis=0) / np.sqrt(sizes[l - 1])
        params[f"b{l}"] = np.zeros(sizes[l])
    return params
