# fails: contract
# says: should have shape (n, k) = (5, 4); yours has shape (4, 5). It lies on its side.
def layer(X, W):
    Z = W @ X.T
    return Z, {"mean": Z.mean(), "labels": Z.argmax(axis=0)}
