# fails: contract
# says: should hold whole numbers (int); yours holds decimals (float64)
def layer(X, W):
    Z = X @ W.T
    return Z, {"mean": Z.mean(), "labels": Z.argmax(axis=1) * 1.0}
