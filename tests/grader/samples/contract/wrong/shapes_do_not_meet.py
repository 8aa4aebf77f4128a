# fails: contract
# says: stopped at line 4 with `ValueError`: matmul: Input operand 1 has a mismatch
def layer(X, W):
    return X @ W, {}
