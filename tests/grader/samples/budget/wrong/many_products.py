# fails: products
# says: 20 matrix products; 3 are allowed
import numpy as np


def table(Q, X):
    known = (X**2).sum(axis=1)
    return np.stack([(q**2).sum() + known - 2 * X @ q for q in Q])
