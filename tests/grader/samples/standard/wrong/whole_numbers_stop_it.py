# fails: int-and-float
# says: stops at line 10 on whole numbers, though not on the same numbers as decimals
def center(X, mu):
    return X - mu


def mean_loss(X):
    total = X[0] * 0
    for row in X:
        total += row**2 * 1.0
    return float(total.sum() / len(X))
