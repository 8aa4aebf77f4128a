# fails: chains
# says: `Counter` stopped with `AttributeError`.
import numpy as np


class Counter:
    def __init__(self, start):
        self.value = start

    def add(self, amount):
        self.value = self.value + amount

    def total(self):
        return self.value
