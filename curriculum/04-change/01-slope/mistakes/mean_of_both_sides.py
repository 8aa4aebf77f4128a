# fails: f-called-twice
# diagnosis: middle-asked-for-nothing


def derivative(f, x, h=1e-5):
    right = (f(x + h) - f(x)) / h
    left = (f(x) - f(x - h)) / h
    return (right + left) / 2
