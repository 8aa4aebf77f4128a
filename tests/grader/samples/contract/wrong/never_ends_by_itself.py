# fails: contract
# says: `RecursionError`
def layer(X, W):
    return layer(X, W)
