# fails: batches-use-the-given-rng
# diagnosis: global-randomness
import numpy as np


def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[s : s + batch_size] for s in range(0, n, batch_size)]
