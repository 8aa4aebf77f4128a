# fails: path-not-aliased
# diagnosis: same-array-again
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path, x = [x0], np.array(x0, dtype=float)
    for _ in range(steps):
        x -= lr * grad(x)
        path.append(x)
    return np.array(path)
