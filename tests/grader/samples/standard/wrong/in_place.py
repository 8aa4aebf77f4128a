# fails: untouched
# says: changed `X`, which it was given
def center(X, mu):
    X -= mu
    return X


def mean_loss(X):
    return float((X**2).sum(axis=1).mean())
