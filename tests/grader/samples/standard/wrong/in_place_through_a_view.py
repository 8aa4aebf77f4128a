# fails: untouched
# says: `center` changed `X`, which it was given
def mean_loss(X):
    return float((X**2).sum(axis=1).mean())


def center(X, mu):
    for row in X:
        row -= mu
    return X.copy()
