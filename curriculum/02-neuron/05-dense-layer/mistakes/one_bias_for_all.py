# fails: neuron-by-neuron
# diagnosis: one-bias-for-all
import numpy as np


def dense(X, W, b):
    return X @ W.T + b.sum()
