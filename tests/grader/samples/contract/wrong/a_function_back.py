# fails: contract
# says: gave back a function for `Z`
def layer(X, W):
    return lambda: X @ W.T, {}
