def center(X, mu):
    return X - mu


def mean_loss(X):
    return float((X**2).sum(axis=1).mean())
