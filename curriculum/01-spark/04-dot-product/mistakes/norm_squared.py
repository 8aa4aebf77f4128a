# fails: norm-by-hand
# diagnosis: length-squared


def norm(v):
    return float((v * v).sum())
