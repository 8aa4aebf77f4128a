# fails: contract
# says: gave back a set
def layer(X, W):
    return X @ W.T, {1, 2}
