# fails: dense
# says: twice the right ones, whatever the batch size
def dense(X, W, b):
    return 2 * (X @ W.T + b)


def mean_square(X):
    return (X**2).mean(axis=0)
