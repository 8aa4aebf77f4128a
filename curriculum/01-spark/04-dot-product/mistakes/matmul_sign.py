# fails: no-np-dot
# diagnosis: built-in-dot


def dot(u, v):
    return float(u @ v)
