# fails: rows-independent
# says: when other rows of the batch change
def center(X, mu):
    return X - mu + (X.max() - X.max(axis=0).max()) + (0 if len(X) == 1 else 0.01 * X.std(axis=0))


def mean_loss(X):
    return float((X**2).sum(axis=1).mean())
