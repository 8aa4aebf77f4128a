# fails: d-sigmoid-quarter
# diagnosis: z-in-the-place-of-a


def d_sigmoid(z):
    return z * (1 - z)
