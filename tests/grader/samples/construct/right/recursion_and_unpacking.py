from functools import reduce
from operator import add, mul


def dot(u, v):
    return reduce(add, map(mul, u, v), 0.0)
