import numpy as np


def gradient_descent(grad, x0, lr, steps):
    """grad: a function, point (d,) -> slope (d,); x0: (d,) the start  ->  path: (steps + 1, d), the start first"""
    raise NotImplementedError("Task 1")
