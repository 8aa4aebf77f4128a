# fails: untouched
# diagnosis: changed-the-input


def d_relu(z):
    z[z > 0] = 1
    z[z < 0] = 0
    return z
