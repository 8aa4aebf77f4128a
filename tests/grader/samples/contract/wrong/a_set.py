# fails: contract
# says: gave back a set for `info`; a dict is asked for
def layer(X, W):
    return X @ W.T, {1, 2}
