# fails: most-similar-by-hand
# diagnosis: how-alike-not-which
import numpy as np


def most_similar(q, M):
    return max(cosine(q, row) for row in M)
