# fails: shape
# diagnosis: weights-not-turned


def dense(X, W, b):
    return X @ W + b
