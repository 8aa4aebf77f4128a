# fails: contract
# says: an array of object
import numpy as np


def layer(X, W):
    return np.array([[None]], dtype=object), {}
