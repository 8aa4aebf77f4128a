# fails: memory
# says: answers differently after another call
import numpy as np

seen = []


def init(n, rng):
    if not seen or seen[-1] != n:
        seen.append(n)
    return rng.standard_normal(n) * len(seen)
