import numpy as np

layer = lambda X, W: [np.einsum("nd,kd->nk", X, W), {"labels": (X @ W.T).argmax(1).astype(np.int32), "mean": np.float64((X @ W.T).mean())}]
