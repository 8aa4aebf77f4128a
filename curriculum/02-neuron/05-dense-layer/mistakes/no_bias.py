# fails: neuron-by-neuron
# diagnosis: bias-forgotten


def dense(X, W, b):
    return X @ W.T
