def slope(x):
    return 2 * x


def walk(x0, steps):
    x = x0
    for _ in range(steps):
        x = x - 0.1 * slope(x=x)
    return x
