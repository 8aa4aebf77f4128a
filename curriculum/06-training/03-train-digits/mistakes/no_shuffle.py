# fails: batches-shuffled
# diagnosis: not-shuffled
import numpy as np


def minibatches(n, batch_size, rng):
    order = np.arange(n)
    return [order[s : s + batch_size] for s in range(0, n, batch_size)]
