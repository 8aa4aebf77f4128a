"""What goes wrong in an Adam, each slip a rule of its own with its name: the trajectory tells which one it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from grader.diagnosis.adam import (
    FORMS,
    Rates,
    Rule,
    corrections_at,
    length_of_a_step,
    running_mean,
    running_mean_of_squares,
)
from grader.diagnosis.views import Told


@dataclass(frozen=True)
class Slip:
    told: Told
    rule: Rule


WHOSE = {"mv": "Both running means", "m": "The running mean of the gradients", "v": "The running mean of the squares"}
BOTH_OR_ONE = ("mv", "m", "v")


def slips_of(form: Rule) -> Iterator[Slip]:
    """Each typical slip with its name."""
    families = (
        _of_corrections,
        _of_counting,
        _of_keeping,
        _of_rates,
        _of_shares,
        _of_sources,
        _of_squares,
        _of_epsilon,
        _of_division,
        _of_step,
    )
    for family in families:
        yield from family(form)


def _of_corrections(form: Rule) -> Iterator[Slip]:
    for which in BOTH_OR_ONE:
        rest = "" if which == "mv" else " The other one is corrected."
        is_or_are = "are" if which == "mv" else "is"
        yield Slip(
            Told(
                "correction-missing",
                f"{WHOSE[which]} {is_or_are} used without the division by 1 − bᵗ, that makes up for the start at 0."
                + rest,
            ),
            replace(form, corrections=_only(which, lambda rates, step: (1.0, 1.0))),
        )
        yield Slip(
            Told(
                "corrected-as-the-first",
                f"{WHOSE[which]} {is_or_are} divided by 1 − b in every step, as is right in the first one only: "
                "the step t should count up, and be the power in 1 − bᵗ.",
            ),
            replace(form, corrections=_only(which, lambda rates, step: corrections_at(rates, 1))),
        )


def _only(
    which: str, other: Callable[[Rates, int], tuple[float, float]]
) -> Callable[[Rates, int], tuple[float, float]]:
    """The corrections, of which those of `which` mean are others."""

    def corrections(rates: Rates, step: int) -> tuple[float, float]:
        right, wrong = corrections_at(rates, step), other(rates, step)
        return wrong[0] if "m" in which else right[0], wrong[1] if "v" in which else right[1]

    return corrections


def _of_counting(form: Rule) -> Iterator[Slip]:
    yield Slip(
        Told("step-miscounted", "The correction goes by a step that is one too large: the first step is t = 1."),
        replace(form, counted=lambda turn: turn.step + 1),
    )
    yield Slip(
        Told(
            "step-counted-for-each",
            "The number of the step grows with every parameter: it should grow once for all of them.",
        ),
        replace(form, counted=lambda turn: (turn.step - 1) * turn.count + turn.place + 1),
    )


def _of_keeping(form: Rule) -> Iterator[Slip]:
    for which in BOTH_OR_ONE:
        begin = "begin" if which == "mv" else "begins"
        anew = Told(
            "moments-begin-anew",
            f"{WHOSE[which]} {begin} at 0 again in every step: what the object keeps is lost or never used.",
        )
        yield Slip(anew, replace(form, anew=which))
        if which == "mv":
            # The number of the step, too.
            yield Slip(anew, replace(form, anew=which, counted=lambda turn: 1))
        kept = "are kept" if which == "mv" else "is kept"
        yield Slip(
            Told(
                "corrected-moments-stored",
                f"{WHOSE[which]} {kept} after the division by 1 − bᵗ: correct a copy for this step, "
                "and keep the raw one for the next.",
            ),
            replace(form, stored=which),
        )
    yield Slip(
        Told("moments-used-late", "Each step uses the running means of the step before: bring them up to date first."),
        replace(form, late=True),
    )
    yield Slip(
        Told("moments-shared", "All parameters go into one pair of running means: each parameter needs its own."),
        replace(form, of_one=True),
    )


def _of_rates(form: Rule) -> Iterator[Slip]:
    def exchanged(rates: Rates) -> Rates:
        return replace(rates, b1=rates.b2, b2=rates.b1)

    means = {
        "mean": lambda rates, kept, g: running_mean(exchanged(rates), kept, g),
        "mean_square": lambda rates, kept, m, g: running_mean_of_squares(exchanged(rates), kept, m, g),
    }
    turned = {"corrections": lambda rates, step: corrections_at(exchanged(rates), step)}
    start = "The two rates b₁ and b₂ have changed places"
    yield Slip(Told("rates-exchanged", f"{start}, everywhere."), replace(form, **means, **turned))  # type: ignore[arg-type]
    yield Slip(Told("rates-exchanged", f"{start} where the running means are made."), replace(form, **means))  # type: ignore[arg-type]
    yield Slip(Told("rates-exchanged", f"{start} where the running means are corrected."), replace(form, **turned))  # type: ignore[arg-type]
    for rate, other in (("b1", "b2"), ("b2", "b1")):
        for where in ("everywhere", "mean", "correction"):
            yield Slip(Told("one-rate-for-both", _one_rate(rate, where)), _with_one_rate(form, rate, other, where))


def _one_rate(rate: str, where: str) -> str:
    shown, whose = ("b₁", "squares") if rate == "b1" else ("b₂", "gradients")
    place = {
        "everywhere": f"for the running mean of the {whose} as well",
        "mean": f"where the running mean of the {whose} is made",
        "correction": f"where the running mean of the {whose} is corrected",
    }[where]
    return f"{shown} is used {place}: each of the two running means has a rate of its own."


def _with_one_rate(form: Rule, rate: str, other: str, where: str) -> Rule:
    def same(rates: Rates) -> Rates:
        return replace(rates, **{other: getattr(rates, rate)})

    of_mean = {
        "mean": lambda rates, kept, g: running_mean(same(rates), kept, g),
        "mean_square": lambda rates, kept, m, g: running_mean_of_squares(same(rates), kept, m, g),
    }
    of_correction = {"corrections": lambda rates, step: corrections_at(same(rates), step)}
    pieces = {"everywhere": {**of_mean, **of_correction}, "mean": of_mean, "correction": of_correction}[where]
    return replace(form, **pieces)  # type: ignore[arg-type]


def _of_shares(form: Rule) -> Iterator[Slip]:
    missing: dict[str, Any] = {
        "m": {"mean": lambda rates, kept, g: rates.b1 * kept.m + g},
        "v": {"mean_square": lambda rates, kept, m, g: rates.b2 * kept.v + g**2},
    }
    turned: dict[str, Any] = {
        "m": {"mean": lambda rates, kept, g: (1 - rates.b1) * kept.m + rates.b1 * g},
        "v": {"mean_square": lambda rates, kept, m, g: (1 - rates.b2) * kept.v + rates.b2 * g**2},
    }
    for which in BOTH_OR_ONE:
        yield Slip(
            Told("share-missing", f"{WHOSE[which]}: what is new is added whole, without its share of 1 − b."),
            replace(form, **{key: piece for one in which for key, piece in missing[one].items()}),
        )
        yield Slip(
            Told("shares-exchanged", f"{WHOSE[which]}: b is the share of what was there, 1 − b that of what is new."),
            replace(form, **{key: piece for one in which for key, piece in turned[one].items()}),
        )


def _of_sources(form: Rule) -> Iterator[Slip]:
    """What a running mean builds on."""
    yield Slip(
        Told(
            "moments-mixed",
            "The running mean of the gradients builds on that of the squares: each goes on from its own.",
        ),
        replace(form, mean=lambda rates, kept, g: rates.b1 * kept.v + (1 - rates.b1) * g),
    )
    yield Slip(
        Told(
            "moments-mixed",
            "The running mean of the squares builds on that of the gradients: each goes on from its own.",
        ),
        replace(form, mean_square=lambda rates, kept, m, g: rates.b2 * m + (1 - rates.b2) * g**2),
    )
    yield Slip(
        Told(
            "moments-mixed",
            "The running mean of the squares builds on that of the gradients: each goes on from its own.",
        ),
        replace(form, mean_square=lambda rates, kept, m, g: rates.b2 * kept.m + (1 - rates.b2) * g**2),
    )


def _of_squares(form: Rule) -> Iterator[Slip]:
    """What the second running mean takes in."""
    yield Slip(
        Told("moments-mixed", "What is squared is the running mean; it should be the gradient of this step."),
        replace(form, mean_square=lambda rates, kept, m, g: rates.b2 * kept.v + (1 - rates.b2) * m**2),
    )
    yield Slip(
        Told("square-missing", "The second running mean is that of the gradients themselves, not of their squares."),
        replace(form, mean_square=lambda rates, kept, m, g: rates.b2 * kept.v + (1 - rates.b2) * g),
    )
    yield Slip(
        Told("square-missing", "The second running mean is that of the sizes |g|, not of the squares."),
        replace(form, mean_square=lambda rates, kept, m, g: rates.b2 * kept.v + (1 - rates.b2) * np.abs(g)),
    )


def _of_epsilon(form: Rule) -> Iterator[Slip]:
    of = partial(_of_length, form)
    yield of(
        Told("epsilon-misplaced", "ε stands under the root; it belongs beside it."),
        lambda r, m, v: m / np.sqrt(v + r.eps),
    )
    yield of(
        Told("epsilon-misplaced", "ε is taken off the root; it is added."), lambda r, m, v: m / (np.sqrt(v) - r.eps)
    )
    yield of(
        Told("epsilon-misplaced", "ε is added to the whole quotient; it belongs below."),
        lambda r, m, v: m / np.sqrt(v) + r.eps,
    )
    yield of(
        Told("epsilon-missing", "ε is left out: beside the root nothing is added."), lambda r, m, v: m / np.sqrt(v)
    )
    other = next(one for one in FORMS if one.length is not form.length)
    before = "before the correction" if form.length is length_of_a_step else "after the correction"
    yield Slip(Told("epsilon-misplaced", f"ε is added {before}; the order matters where the squares are small."), other)


def _of_division(form: Rule) -> Iterator[Slip]:
    of = partial(_of_length, form)
    yield of(Told("root-missing", "The mean of the squares divides without its root."), lambda r, m, v: m / (v + r.eps))
    yield of(Told("squares-not-used", "The step is not divided by the root of the mean square."), lambda r, m, v: m)


def _of_length(form: Rule, told: Told, length: Callable[[Rates, Any, Any], Any]) -> Slip:
    """`length` of the corrected means."""
    return Slip(told, replace(form, length=lambda rates, m, v, by: length(rates, m / by[0], v / by[1])))


def _of_step(form: Rule) -> Iterator[Slip]:
    """What the step as a whole leaves out, or turns."""
    yield Slip(
        Told(
            "mean-not-used", "The step goes by the gradient alone; the running mean of the gradients has no part in it."
        ),
        replace(form, mean=lambda rates, kept, g: g, corrections=_only("m", lambda rates, step: (1.0, 1.0))),
    )
    yield Slip(
        Told("rate-left-out", "The step is not multiplied by the learning rate."),
        replace(form, length=lambda rates, m, v, by: form.length(rates, m, v, by) / rates.lr),
    )
    yield Slip(
        Told(
            "uphill", "Every step goes uphill: a sign is turned, in the step or in the running mean of the gradients."
        ),
        replace(form, sign=1.0),
    )
