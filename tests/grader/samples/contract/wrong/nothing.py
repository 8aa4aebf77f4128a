# fails: contract
# says: None came back. Is a `return` missing
def layer(X, W):
    Z = X @ W.T
