def read_digit(scores):
    return scores.argmax()
