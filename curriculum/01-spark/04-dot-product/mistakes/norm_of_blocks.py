# fails: norm-by-hand
# diagnosis: walked-round-the-block
import numpy as np


def norm(v):
    return float(np.abs(v).sum())
