# fails: dense
# says: when `b` counts 2 times
def dense(X, W, b):
    return X @ W.T + b + b


def mean_square(X):
    return (X**2).mean(axis=0)
