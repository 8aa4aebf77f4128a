# fails: far
# says: an overflow, an invalid value or a division by zero at line 4
def sigmoid(z):
    raise FloatingPointError(f"overflow encountered in x{int(abs(z[0]))}")
