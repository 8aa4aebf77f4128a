# fails: contract
# says: holds nan
def layer(X, W):
    Z = X @ W.T
    Z[0, 0] = float("nan")
    return Z, {"mean": 0.0, "labels": Z.argmax(axis=1)}
