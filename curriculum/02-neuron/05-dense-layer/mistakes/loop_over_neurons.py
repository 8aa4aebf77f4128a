# fails: no-loop
# diagnosis: loop-in-the-layer
import numpy as np


def dense(X, W, b):
    return np.stack([X @ w for w in W], axis=1) + b
