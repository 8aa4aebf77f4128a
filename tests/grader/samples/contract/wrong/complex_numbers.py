# fails: contract
# says: `Z` should hold real numbers (float); yours holds complex numbers (complex128)
def layer(X, W):
    Z = X @ W.T
    return Z + 0j, {"mean": Z.mean(), "labels": Z.argmax(axis=1)}
