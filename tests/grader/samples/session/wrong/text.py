# fails: adds
# says: `total` should be one number
import numpy as np


class Counter:
    def __init__(self, start):
        self.value = start

    def add(self, amount):
        self.value = self.value + amount
        return self

    def total(self):
        return str(self.value)
