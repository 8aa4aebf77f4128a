import functools


class Layer:
    def __init__(self, W):
        self.W = W

    def __call__(self, X):
        return X @ self.W.T


def twice_checked(function):
    @functools.wraps(function)
    def inner(*args):
        return function(*args)

    return inner


@twice_checked
def layer(X, W):
    Z = Layer(W)(X)
    return Z, {"mean": Z.mean(), "labels": [*map(int, Z.argmax(axis=1))] and Z.argmax(axis=1)}
