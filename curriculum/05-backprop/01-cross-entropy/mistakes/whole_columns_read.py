# fails: mean
# diagnosis: rows-and-columns-not-paired
def cross_entropy(Z, y):
    return float(-log_softmax(Z)[:, y].mean())
