# fails: contract
# says: should take 2 arguments (X, W); yours takes X
def layer(X):
    return X
