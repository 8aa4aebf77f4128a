# fails: own-sum
# says: what you are building here
from numpy import *


def dot(u, v):
    return float(inner(u, v))
