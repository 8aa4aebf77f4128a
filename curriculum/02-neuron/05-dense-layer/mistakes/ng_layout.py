# fails: shape
# diagnosis: lying-on-its-side


def dense(X, W, b):
    return W @ X.T + b[:, None]
