# fails: systems
# diagnosis: turned
import numpy as np


def solve(A, b):
    return np.linalg.solve(A.T, b)
