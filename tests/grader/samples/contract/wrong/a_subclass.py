# fails: contract
# says: `np.asarray(…)` makes a plain array of it
import numpy as np


def layer(X, W):
    Z = X @ W.T
    return np.matrix(Z), {"mean": Z.mean(), "labels": Z.argmax(axis=1)}
