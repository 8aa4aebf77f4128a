# fails: step-value
# diagnosis: bias-never-learns


def sgd_step(params, grads, lr):
    return {k: params[k] - lr * grads[k] * (k[0] == "W") for k in params}
