import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path = np.empty((steps + 1, len(x0)))
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - lr * np.asarray(grad(path[t].copy()))
    return path
