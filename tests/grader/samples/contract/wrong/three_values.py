# fails: contract
# says: It should return 2 values (Z, info); 3 came back
def layer(X, W):
    Z = X @ W.T
    return Z, {"mean": Z.mean(), "labels": Z.argmax(axis=1)}, W
