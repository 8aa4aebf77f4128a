# fails: untouched
# diagnosis: changed-the-input
import numpy as np


def cross_entropy_grad(Z, y):
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    Z[np.arange(len(y)), y] -= 1
    return Z / len(y)
