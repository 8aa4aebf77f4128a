# fails: no-np-dot
# diagnosis: built-in-dot
import numpy as np


def dot(u, v):
    return float(u @ v)
