# fails: built-on-neuron
# says: `layer` should ask your `neuron`
def neuron(x, w):
    return float((x * w).sum())


def mean(x):
    return x.sum() / x.size


def power(x):
    return x * x * x


def layer(X, W):
    return X @ W.T
