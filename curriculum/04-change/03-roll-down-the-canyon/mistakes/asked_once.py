# fails: reaches-valley
# diagnosis: slope-at-the-start
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path, g = [x0], grad(x0)
    for _ in range(steps):
        path.append(path[-1] - lr * g)
    return np.array(path)
