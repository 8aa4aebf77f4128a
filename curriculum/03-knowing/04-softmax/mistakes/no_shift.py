# fails: large-logits
# diagnosis: exp-overflow
import numpy as np


def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)
