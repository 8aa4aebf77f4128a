# fails: large-logits
# diagnosis: one-shift-for-all-rows
import numpy as np


def cross_entropy(Z, y):
    S = Z - Z.max()
    return float((np.log(np.exp(S).sum(axis=1)) - S[np.arange(len(y)), y]).mean())
