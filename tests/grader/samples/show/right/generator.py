# shows: What is off
import numpy as np


def curve(x):
    return np.fromiter((number * number for number in x), float)


def table(n):
    return np.array([*zip(*[iter(map(float, range(n * n)))] * n)])
