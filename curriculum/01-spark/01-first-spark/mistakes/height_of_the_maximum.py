# fails: reads-3
# diagnosis: how-loud-not-which


def read_digit(scores):
    return scores.max()
