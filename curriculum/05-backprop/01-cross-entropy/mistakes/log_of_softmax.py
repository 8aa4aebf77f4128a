# fails: large-logits
# diagnosis: log-of-zero
import numpy as np


def cross_entropy(Z, y):
    return float(-np.log(softmax(Z)[np.arange(len(y)), y]).mean())
