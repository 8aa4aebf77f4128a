# fails: perpendicular-zero
# diagnosis: disagreement-counted-as-agreement
import numpy as np


def dot(u, v):
    return float(np.sum(np.abs(u * v)))
