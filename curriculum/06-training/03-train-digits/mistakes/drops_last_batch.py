# fails: batches-cover-everything
# diagnosis: last-batch-dropped


def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[s : s + batch_size] for s in range(0, n - batch_size + 1, batch_size)]
