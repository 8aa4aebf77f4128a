# fails: cosine-scale-free
# diagnosis: not-divided-by-lengths


def cosine(u, v):
    return dot(u, v)
