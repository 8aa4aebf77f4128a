# fails: large-logits
# diagnosis: exp-overflow
import numpy as np


def cross_entropy(Z, y):
    return float((np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]).mean())
