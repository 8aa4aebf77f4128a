def dot(u, v):
    total = 0.0
    for a, b in zip(u, v):
        total += a * b
    return total


def norm(v):
    return dot(v, v) ** 0.5


def cosine(u, v):
    if norm(u) == 0 or norm(v) == 0:
        return 0
    return dot(u, v) / norm(u) / norm(v)


def most_similar(q, M):
    best = 0
    for i in range(1, len(M)):
        if cosine(q, M[i]) > cosine(q, M[best]):
            best = i
    return best
