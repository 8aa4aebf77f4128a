# fails: square-at-3
# diagnosis: nudge-too-small


def derivative(f, x, h=1e-12):
    return (f(x + h) - f(x - h)) / (2 * h)
