# fails: dot-by-hand
# diagnosis: multiplied-never-added


def dot(u, v):
    return u * v
