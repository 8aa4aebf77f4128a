def scores(X, params):
    return X @ params["W"].T + params["b"]


def total_price(X, y, params):
    Z = scores(X, params)
    return float(sum(abs(z).sum() - z[c] for z, c in zip(Z, y)))
