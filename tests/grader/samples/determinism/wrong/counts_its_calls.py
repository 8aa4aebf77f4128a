# fails: seed
# says: gave two answers to the same call
calls = [0]


def init(n, rng):
    calls[0] += 1
    return rng.standard_normal(n) * calls[0]
