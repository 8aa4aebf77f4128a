# fails: neuron-by-neuron
# diagnosis: one-bias-for-all


def dense(X, W, b):
    return X @ W.T + b.sum()
