# fails: total
# says: divided by n = 5: a mean where a sum is asked
def grams(X):
    return X.T @ X


def first_best(S):
    return S.argmax(axis=1)


def places(n):
    return list(range(n))


def label(x):
    return "up" if x > 0 else "down"


def total(X, y):
    return ((X.sum(axis=1) - y) ** 2).mean()
