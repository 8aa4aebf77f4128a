# fails: contract
# says: `Z` holds inf (20 of 20 numbers)
import numpy as np


def layer(X, W):
    Z = X @ W.T
    return np.full(Z.shape, np.inf), {"mean": 0.0, "labels": Z.argmax(axis=1)}
