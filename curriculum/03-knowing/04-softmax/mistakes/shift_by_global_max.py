# fails: large-logits
# diagnosis: one-shift-for-all-rows
import numpy as np


def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)
