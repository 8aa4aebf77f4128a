import numpy as np


def softmax(Z):
    E = np.exp((Z.T - Z.T.max(axis=0)))
    return (E / E.sum(axis=0)).T


def log_softmax(Z):
    top = np.max(Z, axis=-1)[:, np.newaxis]
    return (Z - top) - np.log(np.sum(np.exp(Z - top), axis=-1))[:, np.newaxis]


def with_temperature(Z, T):
    E = np.exp((Z - Z.max(axis=1)[:, None]) / T)
    return E / E.sum(axis=1)[:, None]
