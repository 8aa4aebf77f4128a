# fails: mean
# says: Your numbers are 1.2 times the right ones
def dense(X, W, b):
    return X @ W.T + b


def mean_square(X):
    return (X**2).sum(axis=0) / (len(X) - 1)
