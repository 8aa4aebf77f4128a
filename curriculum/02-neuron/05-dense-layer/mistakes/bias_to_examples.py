# fails: shape
# diagnosis: bias-to-examples


def dense(X, W, b):
    return X @ W.T + b[:, None]
