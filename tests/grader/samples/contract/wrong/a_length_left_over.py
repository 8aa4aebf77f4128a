# fails: contract
# says: A length of 1 is left over
def layer(X, W):
    Z = X @ W.T
    return Z[:, :, None], {"mean": Z.mean(), "labels": Z.argmax(axis=1)}
