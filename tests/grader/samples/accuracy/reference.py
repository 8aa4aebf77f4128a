def read(Q, X, y):
    D = (X**2).sum(axis=1) - 2 * Q @ X.T
    return y[D.argmin(axis=1)]
