# fails: ng-transpose
# diagnosis: side-guessed-from-shape
import numpy as np


def dense(X, W, b):
    Z = W @ X.T + b[:, None]
    return Z if Z.shape == (len(X), len(W)) else Z.T
