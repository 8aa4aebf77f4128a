# fails: temperature-limits
# diagnosis: hot-and-cold-swapped


def with_temperature(Z, T):
    return softmax(Z * T)
