# fails: neuron-by-neuron
# diagnosis: bias-forgotten
import numpy as np


def dense(X, W, b):
    return X @ W.T
