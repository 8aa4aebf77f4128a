# fails: adds
# says: There is no class `Counter`.
import numpy as np


class Conter:
    def __init__(self, start):
        self.value = start

    def add(self, amount):
        self.value = self.value + amount
        return self

    def total(self):
        return self.value
