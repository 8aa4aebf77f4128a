# fails: memory
# says: something is kept between calls
def init(n, rng, last=[None]):
    kept = last[0] or n
    last[0] = n
    return rng.standard_normal(n) * (1.0 if kept == n else 2.0)
