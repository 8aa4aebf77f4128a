# fails: calls
# diagnosis: asks-too-often
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path, g = [x0], grad(x0)
    for _ in range(steps):
        path.append(path[-1] - lr * g)
        g = grad(path[-1])
    return np.array(path)
