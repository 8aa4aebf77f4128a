# shows: The way there
from ascent import show, track

import numpy as np


def curve(x):
    track(1, size=len(x))
    y = x * x
    show(y, as_="line", title="The way there")
    return y


def table(n):
    T = np.add.outer(n * np.arange(n), np.arange(n)) * 1.0
    show(T, as_="heat", title="Mine")
    return T
