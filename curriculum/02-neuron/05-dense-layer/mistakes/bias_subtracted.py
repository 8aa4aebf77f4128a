# fails: neuron-by-neuron
# diagnosis: bias-subtracted


def dense(X, W, b):
    return X @ W.T - b
