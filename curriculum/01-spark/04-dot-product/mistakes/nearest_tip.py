# fails: most-similar
# diagnosis: nearest-tip-wins
import numpy as np


def most_similar(q, M):
    return int(np.argmin([norm(row - q) for row in M]))
