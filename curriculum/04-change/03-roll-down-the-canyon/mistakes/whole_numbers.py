# fails: int-and-float
# diagnosis: whole-numbers
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path = np.array([x0] * (steps + 1))
    for t in range(steps):
        path[t + 1] = path[t] - lr * grad(path[t])
    return path
