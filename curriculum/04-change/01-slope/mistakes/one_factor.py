# fails: d-sigmoid-quarter
# diagnosis: one-factor-forgotten


def d_sigmoid(z):
    return 1 - sigmoid(z)
