# fails: large-logits-grad
# diagnosis: exp-overflow
import numpy as np


def cross_entropy_grad(Z, y):
    E = np.exp(Z)
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(len(y)), y] -= 1
    return dZ / len(y)
