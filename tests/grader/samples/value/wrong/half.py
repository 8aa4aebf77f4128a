# fails: dense
# says: half of the right ones
def dense(X, W, b):
    return (X @ W.T + b) / 2


def mean_square(X):
    return (X**2).mean(axis=0)
