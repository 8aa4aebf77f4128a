# fails: shape
# diagnosis: bias-to-examples
import numpy as np


def dense(X, W, b):
    return X @ W.T + b[:, None]
