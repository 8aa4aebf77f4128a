# fails: contract
# says: There is no function `layer` in your code
def layer(X, W):
    Z = X @ W.T
    return Z, {"mean": float(Z.mean()), "labels": Z.argmax(axis=1)}


layer = "X @ W.T"
