# fails: most-similar-by-hand
# diagnosis: least-alike
import numpy as np


def most_similar(q, M):
    return int(np.argmin([cosine(q, row) for row in M]))
