def table(Q, X):
    return (Q**2).sum(axis=1)[:, None] + (X**2).sum(axis=1) - 2 * Q @ X.T
