# fails: adds
# says: Expected 6; yours is 4. 1 + 2 + 3.
import numpy as np


class Counter:
    def __init__(self, start):
        self.value = start

    def add(self, amount):
        self.value = 1.0 + amount
        return self

    def total(self):
        return self.value
