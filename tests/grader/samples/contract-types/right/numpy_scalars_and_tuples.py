import numpy as np

count = lambda labels, k: np.array([(labels == c).sum() for c in range(k)], dtype=np.uint8)
summary = lambda X: dict(name=np.str_("table"), best=np.int16(np.argmax(X @ np.ones(X.shape[1]))), positive=np.all(X > 0), mean=np.einsum("nd->d", X) / len(X))
rows = lambda X: tuple(X)
halves = lambda n: [np.int64(n) // 2, np.float64(n) / 2]
root = lambda x: np.sqrt(x) if x >= 0 else None
flat = lambda X: X.reshape(-1)
doubled = lambda params: {key: np.asfortranarray(params[key] + params[key]) for key in reversed(list(params))}
roots = lambda a: np.roots([1, 0, -a])[np.argsort(-np.roots([1, 0, -a]).imag)]
