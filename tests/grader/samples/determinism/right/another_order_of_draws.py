def init(n, rng):
    return rng.uniform(-1, 1, size=n)
