# fails: d-sigmoid-quarter
# diagnosis: activated-twice


def d_sigmoid(z):
    a = sigmoid(z)
    return sigmoid(a) * (1 - sigmoid(a))
