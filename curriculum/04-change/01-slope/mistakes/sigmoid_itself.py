# fails: d-sigmoid-quarter
# diagnosis: height-not-slope


def d_sigmoid(z):
    return sigmoid(z)
