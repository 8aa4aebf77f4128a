# fails: shape
# diagnosis: lying-on-its-side
import numpy as np


def dense(X, W, b):
    return W @ X.T + b[:, None]
