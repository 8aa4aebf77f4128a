def dot(u, v):
    return float((u * v).sum())
