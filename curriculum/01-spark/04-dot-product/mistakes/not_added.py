# fails: dot-by-hand
# diagnosis: multiplied-never-added
import numpy as np


def dot(u, v):
    return u * v
