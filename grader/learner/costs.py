"""What a counted call has cost."""

from __future__ import annotations


class Costs:
    """What was counted so far."""

    def __init__(self) -> None:
        self.opcodes = 0
        self.products = 0
        self.peak_bytes = 0

    def as_notes(self) -> dict[str, int]:
        return {"opcodes": self.opcodes, "products": self.products, "peak_bytes": self.peak_bytes}
