def dot(u, v):
    # np.dot would do it
    return sum(a * b for a, b in zip(u, v))
