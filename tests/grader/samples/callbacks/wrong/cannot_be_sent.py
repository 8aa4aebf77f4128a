# fails: compared
# says: `descend` stopped at line 9 with `TypeError`: `grad` was called with a set
import numpy as np


def descend(grad, x0, steps):
    x = x0
    for _ in range(steps):
        x = x - 0.1 * grad({1})
    return x
