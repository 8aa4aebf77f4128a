# fails: far
# says: overflow, invalid or division by zero
def sigmoid(z):
    raise FloatingPointError(f"overflow encountered in x{int(abs(z[0]))}")
