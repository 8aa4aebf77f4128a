import math


import numpy as np


def share(scores):
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    return [weight / math.fsum(weights) for weight in weights]


def softmax(Z):
    return np.array(list(map(share, Z)))
