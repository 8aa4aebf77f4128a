# fails: by-hand
# diagnosis: softmax-forgotten
import numpy as np


def cross_entropy(Z, y):
    return float(np.log(Z.shape[1]) - Z[np.arange(len(y)), y].mean())
