# fails: calls
# diagnosis: asks-too-often
import numpy as np


def gradient_descent(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        if np.linalg.norm(grad(path[-1])) >= 0:
            path.append(path[-1] - lr * grad(path[-1]))
    return np.array(path)
