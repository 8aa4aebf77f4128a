import numpy as np


def gradient_descent(grad, x0, lr, steps):
    if steps == 0:
        return np.array([x0])
    before = gradient_descent(grad, x0, lr, steps - 1)
    return np.vstack([before, before[-1] + (-lr) * grad(before[-1])])
