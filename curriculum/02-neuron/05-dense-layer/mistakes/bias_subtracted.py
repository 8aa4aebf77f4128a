# fails: neuron-by-neuron
# diagnosis: bias-subtracted
import numpy as np


def dense(X, W, b):
    return X @ W.T - b
