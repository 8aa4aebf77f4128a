# fails: predict-shape
# diagnosis: scores-not-digit


def predict(X, params):
    return forward(X, params)[1]
