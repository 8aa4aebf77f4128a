# fails: once
# says: 5 steps ask 5 times; yours asked 6 times
import numpy as np


def descend(grad, x0, steps):
    x = x0
    for _ in range(steps):
        x = x - 0.1 * grad(x)
    grad(x)
    return x
