# fails: dense
# says: `Z` holds nan (1 of 20 numbers)
def mean_square(X):
    return (X**2).mean(axis=0)


def dense(X, W, b):
    Z = X @ W.T + b
    Z[-1, -1] /= 0 * Z[-1, -1]
    Z[-1, -1] -= Z[-1, -1]
    return Z
