# fails: by-hand
# diagnosis: winner-takes-all
import numpy as np


def softmax(Z):
    return np.eye(Z.shape[1])[Z.argmax(axis=1)]
