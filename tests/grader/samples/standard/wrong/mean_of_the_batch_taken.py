# fails: rows-independent
# says: answers an example differently when other rows of the batch change
def mean_loss(X):
    return float((X**2).sum(axis=1).mean())


def center(X, mu):
    return X - mu + 0.01 * (X.mean(axis=0) - X[0]) * (len(X) > 1)
