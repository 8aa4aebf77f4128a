# fails: reads-unseen-digits
# diagnosis: answer-from-hidden-layer


def predict(X, params):
    return forward(X, params)[0].argmax(axis=1)
