# fails: mean
# says: is off, most at entry
def dense(X, W, b):
    return X @ W.T + b


def mean_square(X):
    return abs(X).mean(axis=0)
