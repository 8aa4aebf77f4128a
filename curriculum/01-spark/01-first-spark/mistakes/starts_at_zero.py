# fails: plain-int
# diagnosis: search-starts-at-zero


def read_digit(scores):
    best, highest = None, 0.0
    for digit, score in enumerate(scores):
        if score > highest:
            best, highest = digit, score
    return best
