def read_digit(scores):
    numbers = list(scores)
    return numbers.index(max(numbers))
