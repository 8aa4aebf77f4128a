# fails: temperature-limits
# diagnosis: cooled-too-late


def with_temperature(Z, T):
    return softmax(Z) / T
