# fails: exact
# diagnosis: nudged-not-worked-out
import numpy as np


def cross_entropy_grad(Z, y):
    dZ = np.zeros(Z.shape)
    for place in np.ndindex(Z.shape):
        up, down = Z.copy(), Z.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        dZ[place] = (cross_entropy(up, y) - cross_entropy(down, y)) / 2e-5
    return dZ
