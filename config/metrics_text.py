"""Prometheus' text format, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from config.durations import STEPS, Durations

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Sample:
    """One number."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)

    def line(self, name: str) -> str:
        """As Prometheus reads it."""
        labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in self.labels.items())
        return f"{name}{{{labels}}} {self.value:.10g}" if labels else f"{name} {self.value:.10g}"


@dataclass(frozen=True)
class Metric:
    """Samples of one name."""

    name: str
    kind: str
    help: str
    samples: Sequence[Sample]

    def lines(self) -> Iterator[str]:
        """Help, type, samples."""
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} {self.kind}"
        for sample in self.samples:
            yield sample.line(self.name)


@dataclass(frozen=True)
class Histogram:
    """Durations by steps that each hold the ones before, as Prometheus wants them."""

    name: str
    help: str
    durations: Durations

    def lines(self) -> Iterator[str]:
        """Help, type, steps, sum and count."""
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} histogram"
        so_far = 0
        for place, limit in enumerate((*STEPS, None)):
            so_far += self.durations.counts[place]
            yield Sample(so_far, {"le": "+Inf" if limit is None else f"{limit:g}"}).line(f"{self.name}_bucket")
        yield Sample(self.durations.sum_s).line(f"{self.name}_sum")
        yield Sample(so_far).line(f"{self.name}_count")


def as_text(metrics: Iterable[Metric | Histogram]) -> str:
    """The whole answer."""
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
