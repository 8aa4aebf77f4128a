import numpy as np


def read_digit(scores):
    """scores: (10,), one score per digit  ->  int, the digit with the highest score"""
    raise NotImplementedError("Task 1")
