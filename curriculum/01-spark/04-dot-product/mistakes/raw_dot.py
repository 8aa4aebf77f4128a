# fails: most-similar
# diagnosis: long-arrow-wins
import numpy as np


def most_similar(q, M):
    return int(np.argmax([dot(q, row) for row in M]))
