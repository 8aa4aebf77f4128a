# fails: norm-by-hand
# diagnosis: length-squared
import numpy as np


def norm(v):
    return float((v * v).sum())
