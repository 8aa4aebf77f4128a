from functools import partial

import numpy as np


def make(product):
    def answer(X, W):
        Z = product(X, W)
        info = dict(mean=np.mean(Z))
        info["labels"] = Z.argmax(axis=-1).astype(np.int16)
        return Z, info

    return answer


layer = partial(make(lambda X, W: np.tensordot(X, W, axes=(1, 1))))
