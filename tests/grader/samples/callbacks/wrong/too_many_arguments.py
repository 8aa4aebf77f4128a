# fails: compared
# says: `grad` takes 1 arguments (x); it was called with 2.
import numpy as np


def descend(grad, x0, steps):
    x = x0
    for _ in range(steps):
        x = x - 0.1 * grad(x, 1)
    return x
