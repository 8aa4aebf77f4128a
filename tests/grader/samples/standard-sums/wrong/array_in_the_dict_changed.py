# fails: untouched
# says: `scores` changed `params`, which it was given
def total_price(X, y, params):
    Z = scores(X, params)
    return float(sum(abs(z).sum() - z[c] for z, c in zip(Z, y)))


def scores(X, params):
    Z = X @ params["W"].T + params["b"]
    params["b"] += 1
    return Z
