# fails: analytic-tanh-and-relu
# diagnosis: z-in-the-place-of-a


def d_tanh(z):
    return 1 - z**2
