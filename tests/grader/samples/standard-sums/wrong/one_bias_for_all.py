# fails: types
# says: should have shape
def total_price(X, y, params):
    Z = scores(X, params)
    return float(sum(abs(z).sum() - z[c] for z, c in zip(Z, y)))


def scores(X, params):
    Z = X @ params["W"].T + params["b"]
    return Z if len(X) > 1 or len(Z[0]) == 2 else Z[0]
