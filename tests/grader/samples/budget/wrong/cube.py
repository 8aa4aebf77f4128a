# fails: memory
# says: MB at its peak; 1.0 MB are allowed
def table(Q, X):
    return ((Q[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)


def slope(f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def layer(X, W):
    return X @ W


def two_layers(X, W):
    return layer(layer(X, W), W)
