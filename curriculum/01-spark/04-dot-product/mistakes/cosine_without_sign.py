# fails: cosine-by-hand
# diagnosis: opposite-taken-for-alike


def cosine(u, v):
    lengths = norm(u) * norm(v)
    return abs(dot(u, v)) / lengths if lengths > 0 else 0.0
