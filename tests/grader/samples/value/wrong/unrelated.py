# fails: dense
# says: is off, most at row
def dense(X, W, b):
    return X @ W.T * 1.01 + b


def mean_square(X):
    return (X**2).mean(axis=0)
