# fails: dot-any-length
# diagnosis: three-numbers-only

def dot(u, v):
    return float(u[0] * v[0] + u[1] * v[1] + u[2] * v[2])
