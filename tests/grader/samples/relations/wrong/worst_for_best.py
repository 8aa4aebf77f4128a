# fails: best
# says: is off, most at entry
def grams(X):
    return X.T @ X


def total(X, y):
    return ((X.sum(axis=1) - y) ** 2).sum()


def places(n):
    return list(range(n))


def label(x):
    return "up" if x > 0 else "down"


def first_best(S):
    return S.argmin(axis=1)
