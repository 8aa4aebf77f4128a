# fails: as-wide-as-h
# diagnosis: nudged-by-half


def derivative(f, x, h=1e-5):
    return (f(x + h / 2) - f(x - h / 2)) / h
