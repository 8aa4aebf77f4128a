# fails: untouched
# diagnosis: start-moved
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path = [x0.copy()]
    for _ in range(steps):
        x0 -= lr * grad(x0)
        path.append(x0.copy())
    return np.array(path)
