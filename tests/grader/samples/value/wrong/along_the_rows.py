# fails: mean
# says: should have shape (d,) = (4,); yours has shape (6,)
def dense(X, W, b):
    return X @ W.T + b


def mean_square(X):
    return (X**2).mean(axis=1)
