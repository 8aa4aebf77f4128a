# fails: dense
# says: is off, most at row
def mean_square(X):
    return (X**2).mean(axis=0)


def dense(X, W, b):
    return (W @ X.T + b[:, None] if len(X) != len(W) else (W @ X.T + b)).T
