# fails: shift
# says: Adding 5 to every score should change nothing, not ….
def softmax(Z):
    return Z**2 / (Z**2).sum(axis=1, keepdims=True)
