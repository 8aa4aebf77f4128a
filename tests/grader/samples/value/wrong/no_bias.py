# fails: dense
# says: what comes out without `b`
def dense(X, W, b):
    return X @ W.T


def mean_square(X):
    return (X**2).mean(axis=0)
