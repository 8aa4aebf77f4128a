# fails: neuron-by-neuron
# diagnosis: activation-too-early
import numpy as np


def dense(X, W, b):
    return 1 / (1 + np.exp(-(X @ W.T + b)))
