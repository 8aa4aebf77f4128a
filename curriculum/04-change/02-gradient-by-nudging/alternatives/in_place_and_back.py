import numpy as np


def numerical_gradient(f, x, h=1e-5):
    # Nudges the caller's own array and puts the very same number back.
    place_by_place = x if x.dtype == np.float64 else x.astype(np.float64)
    slopes = np.empty(x.shape)
    walker = np.nditer(place_by_place, flags=["multi_index"], op_flags=["readwrite"])
    for number in walker:
        kept = float(number)
        number[...] = kept + h
        up = f(place_by_place)
        number[...] = kept - h
        down = f(place_by_place)
        number[...] = kept
        slopes[walker.multi_index] = (up - down) / h / 2
    return slopes
