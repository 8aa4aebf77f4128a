# fails: dot-by-hand
# diagnosis: only-the-last-product


def dot(u, v):
    total = 0.0
    for a, b in zip(u, v):
        total = a * b
    return total
