# fails: temperature-one
# diagnosis: scores-not-probabilities


def with_temperature(Z, T):
    return Z / T
