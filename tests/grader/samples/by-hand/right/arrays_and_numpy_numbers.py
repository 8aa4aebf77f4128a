import numpy as np

area = np.vectorize(lambda r: np.pi * r**2)


class Number(int):
    @property
    def is_even(self):
        return self % 2 == 0


def word(n):
    return np.str_("even") if Number(n).is_even else "odd"


def steps(n):
    found = [n]
    while found[-1] > 1:
        last = found[-1]
        found.append(last // 2 if last % 2 == 0 else 3 * last + 1)
    return tuple(found)


def even(n):
    return np.equal(np.mod(n, 2), 0)


def half(n):
    return np.divide(n, 2) if np.mod(n, 2) == 0 else None


def corners(n):
    return np.fliplr(np.diag([2] * n))
