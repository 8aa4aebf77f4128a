# fails: dense
# says: one too big
def dense(X, W, b):
    return X @ W.T + b + 1


def mean_square(X):
    return (X**2).mean(axis=0)
