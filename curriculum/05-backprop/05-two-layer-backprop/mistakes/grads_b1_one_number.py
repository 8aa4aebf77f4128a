# fails: grads-shapes
# diagnosis: bias-summed-over-neurons


def loss_and_grads(X, y, params):
    A1, Z2 = forward(X, params)
    dZ2 = output_error(Z2, y)
    dA1 = dZ2 @ params["W2"]
    dZ1 = dA1 * A1 * (1 - A1)
    grads = {
        "W1": dZ1.T @ X,
        "b1": dZ1.sum(),
        "W2": dZ2.T @ A1,
        "b2": dZ2.sum(axis=0),
    }
    return cross_entropy(Z2, y), grads
