import numpy as np


def numerical_gradient(f, x, h=1e-5):
    nudges = h * np.eye(x.size)
    rise = [f(x + nudge.reshape(x.shape)) - f(x - nudge.reshape(x.shape)) for nudge in nudges]
    return np.array(rise).reshape(x.shape) / (2 * h)
