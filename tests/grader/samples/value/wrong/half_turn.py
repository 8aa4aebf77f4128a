# fails: dense
# says: half a turn
def dense(X, W, b):
    return (X @ W.T + b)[::-1, ::-1]


def mean_square(X):
    return (X**2).mean(axis=0)
