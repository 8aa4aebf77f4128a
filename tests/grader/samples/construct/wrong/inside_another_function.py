# fails: own-sum
# says: what you are building here
import numpy


def helper(u, v):
    return numpy.einsum("i,i", u, v)


def dot(u, v):
    return float(helper(u, v))
