"""Draw the ridge of the landing page: a real training run, turned upside down.

    python frontend/pictures/ridge.py > templates/includes/ridge.html

The front ridge is the loss of a network of 64, 30 and 10 neurons on all its training pictures, from
random beginnings through its first 230 steps; its reflection in the lake is the same loss, the right
way up. The ridges behind are three more runs, with larger steps. The same digits give the same picture.
"""

import sys
from pathlib import Path

import numpy as np

DIGITS = Path(__file__).parents[2] / "grader" / "exam" / "data" / "digits.npz"
STEPS = 230
HIDDEN = 30
BATCH = 16
SEED, RATE = 21, 0.5
BEHIND = ((8, 0.8), (11, 0.7), (23, 0.6))  # seed and rate, from far to near

WIDTH, SHORE, HEIGHT = 1600, 452, 590
SUMMIT = 96
REFLECTED = 0.36  # how deep the reflection reaches, as a part of the ridge's height
CONTOURS = 11


def losses(X: np.ndarray, y: np.ndarray, seed: int, rate: float) -> np.ndarray:
    """The mean cross-entropy over all pictures, before the first step and after each one."""
    rng = np.random.default_rng(seed)
    W1, b1 = rng.normal(0, X.shape[1] ** -0.5, (HIDDEN, X.shape[1])), np.zeros(HIDDEN)
    W2, b2 = rng.normal(0, 0.1, (10, HIDDEN)), np.zeros(10)
    told = []
    for _ in range(STEPS):
        told.append(cross_entropy(X, y, W1, b1, W2, b2))
        chosen = rng.choice(len(X), BATCH, replace=False)
        A0 = X[chosen]
        A1 = sigmoid(A0 @ W1.T + b1)
        dZ2 = (softmax(A1 @ W2.T + b2) - np.eye(10)[y[chosen]]) / BATCH
        dZ1 = dZ2 @ W2 * A1 * (1 - A1)
        W2, b2 = W2 - rate * dZ2.T @ A1, b2 - rate * dZ2.sum(0)
        W1, b1 = W1 - rate * dZ1.T @ A0, b1 - rate * dZ1.sum(0)
    return np.array([*told, cross_entropy(X, y, W1, b1, W2, b2)])


def cross_entropy(
    X: np.ndarray, y: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> float:
    P = softmax(sigmoid(X @ W1.T + b1) @ W2.T + b2)
    return float(-np.log(P[np.arange(len(y)), y]).mean())


def sigmoid(Z: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-Z)))


def softmax(Z: np.ndarray) -> np.ndarray:
    E = np.exp(Z - Z.max(1, keepdims=True))
    return np.asarray(E / E.sum(1, keepdims=True))


def smooth(heights: np.ndarray, width: int) -> np.ndarray:
    """A running mean that leaves the ends where they are."""
    padded = np.pad(heights, width, mode="edge")
    return np.convolve(padded, np.ones(2 * width + 1) / (2 * width + 1), mode="valid")


def line(heights: np.ndarray, every: int = 1) -> str:
    """A path from left to right; a height is measured upwards from the shore."""
    across = np.linspace(0, WIDTH, len(heights))
    kept = np.unique(np.r_[np.arange(0, len(heights), every), len(heights) - 1])
    return "M" + "L".join(f"{across[i]:.0f} {SHORE - heights[i]:.1f}" for i in kept)


def area(heights: np.ndarray, every: int = 1) -> str:
    return f"{line(heights, every)}V{SHORE}H0Z"


def heights(losses: np.ndarray) -> np.ndarray:
    """How far the loss has come down from its worst; the summit is a loss of 0.5."""
    return np.asarray(losses.max() - losses) / 1.85 * (SHORE - SUMMIT)


def draw(front: np.ndarray, behind: list[np.ndarray]) -> str:
    far = [
        f'<path class="r{shade}" d="{area(smooth(ridge, 2), 2)}"/>'
        for shade, ridge in zip((1, 2, 2), behind, strict=True)
    ]
    land = [f'<path class="land" d="{area(front)}"/>']
    for k in range(CONTOURS):
        height = smooth(front, 2 + 2 * k) * (1 - (k + 1) / (CONTOURS + 1))
        index = " contour--index" if k % 4 == 3 else ""
        land.append(f'<path class="contour{index}" d="{line(height, 4)}"/>')
    mirror = f"translate(0 {SHORE * (1 + REFLECTED):.1f}) scale(1 -{REFLECTED})"
    flag_x, flag_y = WIDTH - 28, SHORE - front[-5]
    return "\n".join(
        [
            '<g id="range">',
            *far,
            *land,
            "</g>",
            f'<path class="water" d="M0 {SHORE}H{WIDTH}V{HEIGHT}H0Z"/>',
            f'<use class="reflect" href="#range" transform="{mirror}"/>',
            f'<path class="loss-line" d="{line(-REFLECTED * front)}"/>',
            f'<path class="shore" d="M0 {SHORE}H{WIDTH}"/>',
            f'<path class="trail-done-edge" d="{line(front)}"/>',
            f'<path class="trail-done" d="{line(front)}"/>',
            f'<path class="flag-pole" d="M{flag_x} {flag_y:.0f}v-46"/>',
            f'<path class="flag" d="M{flag_x} {flag_y - 46:.0f}h-30l8 9-8 9h30z"/>',
        ]
    )


TEMPLATE = """{{% load i18n %}}{{# Drawn by frontend/pictures/ridge.py: change it there. #}}
<svg class="hero__pic" viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMax slice" role="img" \
aria-label="{{% translate 'A mountain range at a lake. The front ridge climbs from left to right; its \
reflection in the water is the falling loss of a real training run.' %}}">
{picture}
<g class="only-wide"><text class="t-strong halo" x="960" y="122" text-anchor="middle">\
{{% translate "You, going up" %}}</text><text class="t-strong" x="660" y="576" text-anchor="middle">\
{{% translate "its loss, going down" %}}</text></g>
</svg>"""


def main() -> None:
    with np.load(DIGITS) as digits:
        X, y = digits["X"].reshape(len(digits["X"]), -1) / 16, digits["y"].astype(int)
    train = np.random.default_rng(1000).permutation(len(X))[360:]
    run = losses(X[train], y[train], SEED, RATE)
    behind = [heights(losses(X[train], y[train], seed, rate)) for seed, rate in BEHIND]
    print(TEMPLATE.format(width=WIDTH, height=HEIGHT, picture=draw(heights(run), behind)))
    print(f"The loss goes from {run[0]:.2f} to {run[-1]:.2f}.", file=sys.stderr)


if __name__ == "__main__":
    main()
