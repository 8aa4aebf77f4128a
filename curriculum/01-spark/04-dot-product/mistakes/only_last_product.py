# fails: dot-by-hand
# diagnosis: only-the-last-product
import numpy as np


def dot(u, v):
    total = 0.0
    for a, b in zip(u, v):
        total = a * b
    return total
