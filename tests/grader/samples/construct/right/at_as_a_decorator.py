def rounded(function):
    return lambda u, v: float(function(u, v))


@rounded
def dot(u, v):
    if len(u) == 0:
        return 0
    return u[0] * v[0] + dot(u[1:], v[1:])
