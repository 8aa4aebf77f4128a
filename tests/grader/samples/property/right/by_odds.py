import numpy as np


class Odds:
    def __init__(self, row):
        self.row = row

    def __iter__(self):
        for score in self.row:
            yield 1 / np.exp(self.row - score).sum()


def softmax(Z):
    return np.vstack([np.fromiter(Odds(row), float) for row in Z])
