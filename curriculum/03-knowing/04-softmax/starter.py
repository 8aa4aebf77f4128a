import numpy as np


def softmax(Z):
    """Z: (n, k) scores  ->  (n, k) probabilities, each row adds up to 1"""
    raise NotImplementedError("Task 1")


def log_softmax(Z):
    """Z: (n, k) scores  ->  (n, k), the natural logarithms of the probabilities"""
    raise NotImplementedError("Task 2")


def with_temperature(Z, T):
    """Z: (n, k) scores, T: a positive number  ->  (n, k) probabilities"""
    raise NotImplementedError("Task 3")
