# fails: as-wide-as-h
# diagnosis: h-not-used


def derivative(f, x, h=1e-5):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
