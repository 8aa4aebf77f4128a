# fails: own
# says: The slope was x + 7 for once
def slope(x):
    return 2 * x


def walk(x0, steps):
    x = x0
    for _ in range(steps):
        x = x - 0.1 * 2 * x
    return x
