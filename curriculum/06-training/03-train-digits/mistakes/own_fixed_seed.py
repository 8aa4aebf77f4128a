# fails: batches-shuffled
# diagnosis: same-shuffle-each-epoch
import numpy as np


def minibatches(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[s : s + batch_size] for s in range(0, n, batch_size)]
