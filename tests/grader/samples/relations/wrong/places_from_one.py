# fails: places
# says: `answer[0]` should be 0; yours is 1
def grams(X):
    return X.T @ X


def total(X, y):
    return ((X.sum(axis=1) - y) ** 2).sum()


def first_best(S):
    return S.argmax(axis=1)


def label(x):
    return "up" if x > 0 else "down"


def places(n):
    return list(range(1, n + 1))
