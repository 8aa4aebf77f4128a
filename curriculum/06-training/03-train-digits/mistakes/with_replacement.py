# fails: batches-cover-everything
# diagnosis: drawn-with-replacement


def minibatches(n, batch_size, rng):
    order = rng.integers(0, n, n)
    return [order[s : s + batch_size] for s in range(0, n, batch_size)]
