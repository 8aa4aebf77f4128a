import numpy as np


def grads(X, T, params):
    X1 = np.c_[X, np.ones(len(X))]
    A = np.tanh(np.einsum("nd,kd->nk", X1, np.c_[params["W"], params["b"]]))
    G = np.einsum("nk,nd->kd", 2 * (A - T) * (1 - A**2) / A.size, X1)
    return {"W": G[:, :-1], "b": G[:, -1]}
