# fails: rows-sum-0
# diagnosis: rows-and-columns-not-paired


def cross_entropy_grad(Z, y):
    dZ = softmax(Z)
    dZ[:, y] -= 1
    return dZ / len(y)
