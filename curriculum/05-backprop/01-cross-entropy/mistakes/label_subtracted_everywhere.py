# fails: rows-sum-0
# diagnosis: label-subtracted-as-a-number


def cross_entropy_grad(Z, y):
    P = softmax(Z)
    return (P - y[:, None]) / len(y)
