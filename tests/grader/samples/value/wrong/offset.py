# fails: dense
# says: off by the same amount
def dense(X, W, b):
    return X @ W.T + b + 0.3


def mean_square(X):
    return (X**2).mean(axis=0)
