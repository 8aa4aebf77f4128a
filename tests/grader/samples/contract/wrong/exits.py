# fails: contract
# says: `SystemExit`
def layer(X, W):
    raise SystemExit(0)
