# fails: contract
# says: should return 2 values (Z, info); an array of shape (5, 4) came back
def layer(X, W):
    return X @ W.T
