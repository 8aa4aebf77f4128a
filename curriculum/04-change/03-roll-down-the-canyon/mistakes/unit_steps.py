# fails: first-step
# diagnosis: slope-made-unit
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        g = grad(path[-1])
        path.append(path[-1] - lr * g / np.linalg.norm(g))
    return np.array(path)
