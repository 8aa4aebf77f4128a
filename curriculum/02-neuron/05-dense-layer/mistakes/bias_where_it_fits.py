# fails: ng-transpose
# diagnosis: bias-to-examples


def dense(X, W, b):
    return X @ W.T + (b[:, None] if len(b) == len(X) and len(X) > 1 else b)
