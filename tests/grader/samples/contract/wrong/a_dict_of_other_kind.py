# fails: contract
# says: for `info`
from collections import OrderedDict


def layer(X, W):
    Z = X @ W.T
    return Z, OrderedDict(mean=Z.mean(), labels={3})
