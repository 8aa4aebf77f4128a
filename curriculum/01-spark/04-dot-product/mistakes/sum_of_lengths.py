# fails: cosine-scale-free
# diagnosis: lengths-added


def cosine(u, v):
    lengths = norm(u) + norm(v)
    return dot(u, v) / lengths if lengths > 0 else 0.0
