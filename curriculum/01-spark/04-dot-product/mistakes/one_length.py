# fails: cosine-scale-free
# diagnosis: one-length-forgotten


def cosine(u, v):
    return dot(u, v) / norm(u) if norm(u) > 0 else 0.0
