# fails: reads-3
# diagnosis: printed-not-returned
import numpy as np


def read_digit(scores):
    print(int(np.argmax(scores)))
