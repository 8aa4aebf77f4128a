# fails: copies
# says: a mean over copies is the value of one
def center(X, mu):
    return X - mu


def mean_loss(X):
    return float((X**2).sum())
