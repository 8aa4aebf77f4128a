# fails: analytic
# says: 384 matrix products for 48 parameters
import numpy as np


def loss(X, T, p):
    return np.mean((np.tanh(X @ p["W"].T + p["b"]) - T) ** 2)


def grads(X, T, params):
    found = {}
    for name, value in params.items():
        found[name] = np.zeros(value.shape)
        for i in np.ndindex(value.shape):
            table = []
            for level in range(4):
                h = 0.2 / 2**level
                up, down = value.copy(), value.copy()
                up[i] += h
                down[i] -= h
                row = [(loss(X, T, {**params, name: up}) - loss(X, T, {**params, name: down})) / (2 * h)]
                for m in range(level):
                    row.append(row[m] + (row[m] - table[-1][m]) / (4 ** (m + 1) - 1))
                table.append(row)
            found[name][i] = table[-1][-1]
    return found
