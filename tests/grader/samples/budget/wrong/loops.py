# fails: steps
# says: Python steps; 2,000 are allowed
import numpy as np


def table(Q, X):
    return np.array([[((q - x) ** 2).sum() for x in X] for q in Q])
