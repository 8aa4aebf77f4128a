# fails: values
# says: should be
def dot(u, v):
    return float(u[0] * v[0])
