# fails: d-relu-step
# diagnosis: yes-or-no


def d_relu(z):
    return z > 0
