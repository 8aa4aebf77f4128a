# fails: untouched
# says: `center` changed `mu`, which it was given
def mean_loss(X):
    return float((X**2).sum(axis=1).mean())


def center(X, mu):
    mu *= -1
    return X + mu
