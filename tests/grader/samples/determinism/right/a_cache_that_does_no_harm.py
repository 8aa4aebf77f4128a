from functools import cache


@cache
def scale(n):
    return n**-0.5


class Init:
    calls = 0

    def __call__(self, n, rng):
        Init.calls += 1
        return rng.permutation(rng.standard_normal(n)) * scale(n)


init = Init()
