def table(Q, X):
    return (Q**2).sum(axis=1)[:, None] + (X**2).sum(axis=1) - 2 * Q @ X.T


def slope(f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def layer(X, W):
    return X @ W


def two_layers(X, W):
    return layer(layer(X, W), W)
