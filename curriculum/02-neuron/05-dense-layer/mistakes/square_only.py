# fails: square-case
# diagnosis: turned-by-what-fits


def dense(X, W, b):
    return (X @ W if X.shape[1] == W.shape[0] else X @ W.T) + b
