def read_digit(scores):
    best = 0
    for digit in range(len(scores)):
        if scores[digit] > scores[best]:
            best = digit
    return best
