# fails: shape
# diagnosis: weights-not-turned
import numpy as np


def dense(X, W, b):
    return X @ W + b
