def init(n, rng):
    return rng.standard_normal(n) / n**0.5
