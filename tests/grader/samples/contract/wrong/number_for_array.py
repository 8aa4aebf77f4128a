# fails: contract
# says: should be one number, not an array of shape (5,)
def layer(X, W):
    Z = X @ W.T
    return Z, {"mean": Z.mean(axis=1), "labels": Z.argmax(axis=1)}
