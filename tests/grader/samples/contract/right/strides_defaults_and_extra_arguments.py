import numpy as np


def layer(X, W, activation=None, *rest, **options):
    wide = np.empty((len(X), 2 * len(W)))
    Z = wide[:, ::2]
    np.matmul(X, W.T, out=Z)
    return Z, {"labels": np.argmax(Z, 1).astype(np.uint8), "mean": Z.sum() / Z.size}
