# fails: analytic
# diagnosis: nudged-not-worked-out


def d_sigmoid(z):
    return derivative(sigmoid, z)
