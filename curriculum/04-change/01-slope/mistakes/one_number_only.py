# fails: d-relu-step
# diagnosis: one-number-only


def d_relu(z):
    return 1.0 if z > 0 else 0.0
