# fails: memory
# says: MB at its peak; 1.0 MB are allowed
def table(Q, X):
    return ((Q[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)
