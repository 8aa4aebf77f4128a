# fails: large-logits
# diagnosis: log-patched
import numpy as np


def cross_entropy(Z, y):
    return float(-np.log(softmax(Z)[np.arange(len(y)), y] + 1e-12).mean())
