# fails: first-step
# diagnosis: start-left-out
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path, x = [], x0
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path)
