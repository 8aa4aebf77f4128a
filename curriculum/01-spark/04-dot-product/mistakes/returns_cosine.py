# fails: most-similar-by-hand
# diagnosis: how-alike-not-which


def most_similar(q, M):
    return max(cosine(q, row) for row in M)
