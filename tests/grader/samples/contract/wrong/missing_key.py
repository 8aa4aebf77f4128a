# fails: contract
# says: should have the keys "mean", "labels"; yours has "mean"
def layer(X, W):
    Z = X @ W.T
    return Z, {"mean": Z.mean()}
