# fails: places
# says: should be [0, 1, 2, 3]; yours is [0, 1, 2]
def grams(X):
    return X.T @ X


def total(X, y):
    return ((X.sum(axis=1) - y) ** 2).sum()


def first_best(S):
    return S.argmax(axis=1)


def label(x):
    return "up" if x > 0 else "down"


def places(n):
    return list(range(n - 1))
