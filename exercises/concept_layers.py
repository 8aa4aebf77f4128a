"""A map of ideas as a layered drawing: what an idea needs stands above it, and few lines cross.

The usual way (Sugiyama's): deal out layers, carry long lines through the layers between, order each layer by the
middle of its neighbours, then move everything as near to its neighbours as order and room allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LEAST_WIDTH = 1180
BOX_WIDTH, BOX_HEIGHT = 178, 46
ROW = 92
MOST_IN_A_LAYER = 5
BETWEEN, BESIDE_A_LINE, LINE_ROOM = 22, 10, 14
SWEEPS = 24

# A place in a layer: an idea by its name, or a line on its way from one idea to another.
Node = str | tuple[str, str, int]
Needs = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Edge:
    """A line from what is needed to what needs it."""

    needed: str
    by: str
    path: str


@dataclass(frozen=True)
class Layers:
    """Where the middle of each idea's box is, and the lines between."""

    width: float
    height: int
    places: Mapping[str, tuple[float, float]]
    edges: Sequence[Edge]

    box_width, box_height = BOX_WIDTH, BOX_HEIGHT


@lru_cache(maxsize=8)
def lay_out(needs: Needs) -> Layers:
    """The drawing for these ideas, each with what it needs; both must be among them and form no circle."""
    direct = _direct(dict(needs))
    layer_of = _deal_out(direct)
    layers, links = _with_lines(direct, layer_of)
    _order(layers, links)
    width = max([LEAST_WIDTH, *(_starts(layer)[-1] + BOX_WIDTH for layer in layers)])
    across = _move(layers, links, width)
    places = {name: (across[name], _row(layer)) for name, layer in layer_of.items()}
    edges = [
        Edge(needed, name, _path(needed, name, layer_of, across))
        for name, wanted in direct.items()
        for needed in wanted
    ]
    return Layers(width=round(width), height=ROW * len(layers), places=places, edges=edges)


def _direct(needs: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Without what is needed anyway, by way of another."""
    before: dict[str, set[str]] = {}

    def all_before(name: str) -> set[str]:
        if name not in before:
            before[name] = set(needs[name]).union(*(all_before(other) for other in needs[name]))
        return before[name]

    return {
        name: [one for one in wanted if not any(one in all_before(other) for other in wanted if other != one)]
        for name, wanted in needs.items()
    }


def _deal_out(needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Each idea below all that it needs, in the first layer that has room."""
    layer_of: dict[str, int] = {}
    filled: dict[int, int] = {}

    def place(name: str) -> int:
        if name not in layer_of:
            layer = max((place(other) + 1 for other in needs[name]), default=0)
            while filled.get(layer, 0) >= MOST_IN_A_LAYER:
                layer += 1
            layer_of[name] = layer
            filled[layer] = filled.get(layer, 0) + 1
        return layer_of[name]

    for name in needs:
        place(name)
    return layer_of


def _with_lines(
    needs: Mapping[str, Sequence[str]], layer_of: Mapping[str, int]
) -> tuple[list[list[Node]], dict[Node, list[Node]]]:
    """The layers with a place for each passing line, and who is whose neighbour one layer away."""
    layers: list[list[Node]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for name, layer in layer_of.items():
        layers[layer].append(name)
    links: dict[Node, list[Node]] = {name: [] for name in needs}
    for name, wanted in needs.items():
        for needed in wanted:
            chain = _chain(needed, name, layer_of)
            for layer, node in enumerate(chain[1:-1], start=layer_of[needed] + 1):
                layers[layer].append(node)
            for above, below in pairwise(chain):
                links.setdefault(above, []).append(below)
                links.setdefault(below, []).append(above)
    return layers, links


def _chain(needed: str, by: str, layer_of: Mapping[str, int]) -> list[Node]:
    between = range(layer_of[needed] + 1, layer_of[by])
    return [needed, *((needed, by, layer) for layer in between), by]


def _order(layers: list[list[Node]], links: Mapping[Node, Sequence[Node]]) -> None:
    """Down and up again and again: each layer in the order of its neighbours' middles."""
    for sweep in range(SWEEPS):
        pairs = list(pairwise(range(len(layers))))
        for fixed, moved in pairs if sweep % 2 == 0 else [(b, a) for a, b in reversed(pairs)]:
            rank = {node: i / max(len(layers[fixed]) - 1, 1) for i, node in enumerate(layers[fixed])}
            own = {node: i / max(len(layers[moved]) - 1, 1) for i, node in enumerate(layers[moved])}

            def middle(node: Node, rank: Mapping[Node, float] = rank, own: Mapping[Node, float] = own) -> float:
                near = [rank[other] for other in links[node] if other in rank]
                return sum(near) / len(near) if near else own[node]

            layers[moved].sort(key=middle)


def _move(layers: Sequence[Sequence[Node]], links: Mapping[Node, Sequence[Node]], width: float) -> dict[Node, float]:
    """Each node as near to the middle of its neighbours as the order of its layer and the room allow."""
    across: dict[Node, float] = {}
    for layer in layers:
        room = width / max(len(layer), 1)
        across |= {node: room * (i + 0.5) for i, node in enumerate(layer)}
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_middle(node, across, links) for node in layer]
            across |= dict(zip(layer, _apart(layer, wanted, width), strict=True))
    return across


def _middle(node: Node, across: Mapping[Node, float], links: Mapping[Node, Sequence[Node]]) -> float:
    near = [across[other] for other in links[node]]
    return sum(near) / len(near) if near else across[node]


def _apart(layer: Sequence[Node], wanted: Sequence[float], width: float) -> list[float]:
    """The places nearest to `wanted` that keep the order, the distances and the picture's edges."""
    starts = _starts(layer)
    blocks: list[tuple[float, int]] = []
    for want, start in zip(wanted, starts, strict=True):
        total, count = want - start, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    lowest, highest = _half(layer[0]), width - _half(layer[-1]) - starts[-1]
    bases = (max(lowest, min(total / count, highest)) for total, count in blocks for _ in range(count))
    return [base + start for base, start in zip(bases, starts, strict=True)]


def _starts(layer: Sequence[Node]) -> list[float]:
    """How far each node's middle is from the first one's, as close as they may stand."""
    starts = [0.0]
    for left, right in pairwise(layer):
        ideas = _is_idea(left) + _is_idea(right)
        starts.append(starts[-1] + _half(left) + _half(right) + (0, BESIDE_A_LINE, BETWEEN)[ideas])
    return starts


def _is_idea(node: Node) -> bool:
    return isinstance(node, str)


def _half(node: Node) -> float:
    return (BOX_WIDTH if _is_idea(node) else LINE_ROOM) / 2


def _row(layer: int) -> float:
    return ROW * (layer + 0.5)


def _path(needed: str, by: str, layer_of: Mapping[str, int], across: Mapping[Node, float]) -> str:
    """Down from box to box; upright while it passes a layer of others, bent between the layers."""
    chain = _chain(needed, by, layer_of)
    half = BOX_HEIGHT / 2
    x, y = across[needed], _row(layer_of[needed]) + half
    path = f"M{x:.0f} {y:.0f}"
    for layer, node in enumerate(chain[1:], start=layer_of[needed] + 1):
        x_next, top = across[node], _row(layer) - half
        bend = (y + top) / 2
        path += f"C{x:.0f} {bend:.0f} {x_next:.0f} {bend:.0f} {x_next:.0f} {top:.0f}"
        x, y = x_next, top
        if not _is_idea(node):
            y = top + BOX_HEIGHT
            path += f"V{y:.0f}"
    return path
