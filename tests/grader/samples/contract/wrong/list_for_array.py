# fails: contract
# says: right values, wrong container
def layer(X, W):
    Z = X @ W.T
    return Z.tolist(), {"mean": Z.mean(), "labels": Z.argmax(axis=1)}
