# fails: own-sum
# says: `@` is what you are building
def dot(u, v):
    return float(u @ v)
