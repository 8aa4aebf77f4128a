# fails: ng-transpose
# diagnosis: side-guessed-from-shape


def dense(X, W, b):
    Z = W @ X.T + b[:, None]
    return Z if Z.shape == (len(X), len(W)) else Z.T
