# fails: contract
# says: stopped at line 4 with `NameError`: name 'w' is not defined
def layer(X, W):
    return X @ w.T, {}
