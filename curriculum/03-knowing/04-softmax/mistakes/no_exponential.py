# fails: by-hand
# diagnosis: exponential-forgotten
import numpy as np


def softmax(Z):
    S = Z - Z.min(axis=1, keepdims=True) + 1e-9
    return S / S.sum(axis=1, keepdims=True)
