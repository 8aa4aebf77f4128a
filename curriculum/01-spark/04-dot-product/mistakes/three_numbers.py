# fails: dot-any-length
# diagnosis: three-numbers-only


def dot(u, v):
    return float(sum(a * b for a, b in zip(u[:3], v[:3])))
