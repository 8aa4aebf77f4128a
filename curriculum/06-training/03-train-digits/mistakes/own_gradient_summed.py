# fails: your-gradient-holds
# diagnosis: gradient-of-the-sum
import mine


def loss_and_grads(X, y, params):
    loss, grads = mine.loss_and_grads(X, y, params)
    return loss, {k: len(X) * grads[k] for k in grads}
