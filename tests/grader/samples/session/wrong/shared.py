# fails: separate
# says: Only one of them was added to
import numpy as np


class Counter:
    def __init__(self, start):
        self.value = start

    def add(self, amount):
        self.value += amount
        return self

    def total(self):
        return self.value
