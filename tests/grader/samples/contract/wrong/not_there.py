# fails: contract
# says: There is no function `layer`
def layers(X, W):
    return X
