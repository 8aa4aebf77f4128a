# fails: temperature-limits
# diagnosis: temperature-ignored


def with_temperature(Z, T):
    return softmax(Z)
