# fails: dense
# says: right except for its sign
def dense(X, W, b):
    return -(X @ W.T + b)


def mean_square(X):
    return (X**2).mean(axis=0)
