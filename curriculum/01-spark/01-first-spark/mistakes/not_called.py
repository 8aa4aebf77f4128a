# fails: reads-3
# diagnosis: asked-without-parentheses


def read_digit(scores):
    return scores.argmax
