import numpy as np


def scores(X, params):
    return np.einsum("nd,kd->nk", X, params["W"]) + params["b"][None]


def total_price(X, y, params):
    Z = scores(X, params)
    return np.abs(Z).sum() - np.take_along_axis(Z, y[:, None], axis=1).sum()
