# fails: by-hand
# diagnosis: labels-ignored
def cross_entropy(Z, y):
    return float(-log_softmax(Z).mean())
