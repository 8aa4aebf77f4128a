# fails: reads
# says: of 360 unseen examples are right; at least 96.5 % are asked
def read(Q, X, y):
    D = (X**2).sum(axis=1) - 2 * Q @ X.T
    return y[D.argmax(axis=1)]
