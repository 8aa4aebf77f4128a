"""Which link of the chain breaks first: the author's answers stand beside each of the learner's functions."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnosis.alike import values_alike
from grader.exam.comparing import differences
from grader.exam.sitting import Sitting
from grader.exam.subject import Returned
from grader.verdict import Certainty, Diagnosis

WITHIN = 1e-6


def localise(sitting: Sitting) -> Diagnosis | None:
    """The function, or the part of an answer, where the first error lies; None where the calls do not tell."""
    function = sitting.failures[0].function
    used = [name for name in sitting.source.calls_in(function) if name in _names(sitting) and name != function]
    known = {name: right for name in used if (right := _is_right(sitting, name)) is not None}
    wrong = [name for name in _names(sitting) if known.get(name) is False]
    if wrong:
        sentence = f"`{wrong[0]}` is off already, and `{function}` builds on it. More may follow once it is right."
        return _diagnosis("earlier-function", wrong[0], sentence)
    parts = _parts(sitting, function)
    helped = [name for name in _names(sitting) if known.get(name)]
    if helped:
        named = " and ".join(f"`{name}`" for name in helped)
        sentence = f"{named} {'is' if len(helped) == 1 else 'are'} right, so it lies in `{function}` itself. {parts}"
        return _diagnosis("this-function", function, sentence.strip())
    return _diagnosis("part-of-answer", function, parts) if parts else None


def _names(sitting: Sitting) -> list[str]:
    return [contract.name for contract in sitting.paper.functions]


def _is_right(sitting: Sitting, name: str) -> bool | None:
    """Did every recorded call of `name` get the author's answer? None where there was none."""
    seen = [record for record in sitting.records if record.call.name == name and isinstance(record.reply, Returned)]
    pairs = [
        (record.reply.value, truth)
        for record in seen
        if isinstance(record.reply, Returned)
        and (truth := sitting.reference.answer_or_none(name, record.call.args)) is not None
    ]
    return all(values_alike(value, truth) for value, truth in pairs) if pairs else None


def _parts(sitting: Sitting, function: str) -> str:
    """Which parts of a composite answer are right and which are off."""
    contract = next((one for one in sitting.paper.functions if one.name == function), None)
    answers = [record for record in sitting.records if record.call.name == function and record.check == _first(sitting)]
    if contract is None or not answers or not isinstance(answers[-1].reply, Returned):
        return ""
    value = answers[-1].reply.value
    truth = sitting.reference.answer_or_none(function, answers[-1].call.args)
    every = _labels(truth, [part.name or "" for part in contract.returns])
    off = [one.where for one in differences(value, truth, contract.returns, WITHIN)]
    right = [label for label in every if label not in off]
    if not off or not right:
        return ""
    return f"Right: {_listed(right)}. Off: {_listed(off)}."


def _labels(truth: object, names: Sequence[str]) -> list[str]:
    parts = list(truth) if len(names) > 1 and isinstance(truth, (list, tuple)) else [truth]
    labels: list[str] = []
    for part, name in zip(parts, names, strict=False):
        labels += [f'{name}["{key}"]' for key in part] if isinstance(part, dict) else [name]
    return labels


def _first(sitting: Sitting) -> str:
    return sitting.failures[0].check.id


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


def _diagnosis(name: str, where: str, sentence: str) -> Diagnosis:
    return Diagnosis(name, where, sentence, Certainty.LOCALISED)
