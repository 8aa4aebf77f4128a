# fails: same-seed
# says: something is kept between calls
def mean_loss(X):
    return float((X**2).sum(axis=1).mean())


last = []


def center(X, mu):
    last.append(X.shape)
    return X - mu + (0.5 if len(last) > 1 and last[-1] != last[-2] else 0)
