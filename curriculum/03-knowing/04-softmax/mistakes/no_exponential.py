# fails: by-hand
# diagnosis: exponential-forgotten


def softmax(Z):
    S = Z - Z.min(axis=1, keepdims=True) + 1e-9
    return S / S.sum(axis=1, keepdims=True)
