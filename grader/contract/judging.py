"""Judge a value that came back from the learner against the contract, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.contract.shapes import Bindings, shape_fits, shape_in_words
from grader.contract.types import (
    AnyType,
    ArrayType,
    Declared,
    LikeType,
    NoneType,
    NumberKind,
    NumberType,
    RecordType,
    SequenceType,
    TextType,
    UnionType,
    ValueType,
)
from grader.contract.violations import Violation, ViolationKind, type_name

KINDS_TAKEN = {
    NumberKind.FLOAT: "fiu",
    NumberKind.INT: "iub",
    NumberKind.BOOL: "b",
    NumberKind.COMPLEX: "fiuc",
}
KIND_IN_WORDS = {
    NumberKind.FLOAT: "real numbers (float)",
    NumberKind.INT: "whole numbers (int)",
    NumberKind.BOOL: "True or False (bool)",
    NumberKind.COMPLEX: "complex numbers",
}
ONE_IN_WORDS = {
    NumberKind.FLOAT: "a real number (float)",
    NumberKind.INT: "a whole number (int)",
    NumberKind.BOOL: "True or False (bool)",
    NumberKind.COMPLEX: "a complex number",
}
HELD_IN_WORDS = {
    "f": "decimals",
    "i": "whole numbers",
    "u": "whole numbers",
    "b": "True and False",
    "c": "complex numbers",
}


def asked_in_words(returns: Sequence[Declared], bindings: Bindings) -> str:
    """What a call should give back: "a list", "an array of shape (n, k) = (5, 4)", "2 values (loss, grads)"."""
    if len(returns) == 1:
        return _Judge(bindings, {}).asked(returns[0].type)
    names = (part.name or f"value {place + 1}" for place, part in enumerate(returns))
    return f"{len(returns)} values ({', '.join(names)})"


def judge_returned(
    value: Any, returns: Sequence[Declared], bindings: Bindings, arguments: Mapping[str, Any]
) -> Violation | None:
    """The first thing about an answer that the contract does not allow, or None."""
    judge = _Judge(bindings, arguments)
    if len(returns) == 1:
        found = judge.value(value, returns[0].type, returns[0].name)
        return judge.nothing(judge.asked(returns[0].type), returns[0].name) if found and value is None else found
    asked = asked_in_words(returns, bindings)
    names = [part.name or f"value {place + 1}" for place, part in enumerate(returns)]
    if value is None:
        return judge.nothing(asked, "")
    if not isinstance(value, (tuple, list)):
        sentence = f"It should return {asked}; {type_name(value)} came back."
        return Violation(ViolationKind.WRONG_CONTAINER, "", sentence, asked, type_name(value))
    if len(value) != len(returns):
        sentence = f"It should return {asked}; {len(value)} came back."
        return Violation(ViolationKind.WRONG_LENGTH, "", sentence, asked, str(len(value)))
    parts = (judge.value(part, one.type, name) for part, one, name in zip(value, returns, names, strict=True))
    return next((violation for violation in parts if violation), None)


class _Judge:
    def __init__(self, bindings: Bindings, arguments: Mapping[str, Any]) -> None:
        self._bindings = bindings
        self._arguments = arguments

    def value(self, value: Any, kind: ValueType, where: str) -> Violation | None:
        if isinstance(value, np.generic):
            value = value.item()
        match kind:
            case AnyType():
                return None
            case UnionType(options):
                return self._any_of(value, options, where)
            case NoneType():
                return None if value is None else self._type(value, "None", where)
        match kind:
            case NumberType():
                return self._number(value, kind.kind, where)
            case ArrayType():
                return self._array(value, kind, where)
            case TextType():
                return None if isinstance(value, str) else self._type(value, "a text (str)", where)
            case SequenceType():
                return self._sequence(value, kind, where)
            case RecordType():
                return self._record(value, kind, where)
            case LikeType(name):
                return self._like(value, self._arguments.get(name), name, where)
            case _:
                return self._type(value, "a value that can be sent", where)

    def nothing(self, asked: str, where: str) -> Violation:
        sentence = f"{_named(where)} should be {asked}; None came back. Is a `return` missing?"
        return Violation(ViolationKind.NOTHING_RETURNED, where, sentence, asked, "None")

    def _any_of(self, value: Any, options: tuple[ValueType, ...], where: str) -> Violation | None:
        found = [self.value(value, option, where) for option in options]
        if None in found:
            return None
        # A number that is not finite had the right type.
        for violation in found:
            if violation is not None and violation.kind is ViolationKind.NOT_FINITE:
                return violation
        return self._type(value, self.asked(UnionType(options)), where)

    def _number(self, value: Any, kind: NumberKind, where: str) -> Violation | None:
        array = np.asarray(value) if isinstance(value, (bool, int, float, complex, np.ndarray)) else None
        if array is None:
            return self._type(value, "one number", where)
        if array.ndim:
            sentence = f"{_named(where)} should be one number, not an array of shape {array.shape}."
            return Violation(ViolationKind.WRONG_SHAPE, where, sentence, "one number", f"shape {array.shape}")
        return self._numbers(array, kind, where)

    def _array(self, value: Any, kind: ArrayType, where: str) -> Violation | None:
        any_shape = len(kind.dims) == 1 and kind.dims[0].is_any
        if isinstance(value, (list, tuple)):
            return self._not_an_array(value, kind, where)
        if isinstance(value, (bool, int, float, complex)) and (any_shape or not kind.dims):
            value = np.asarray(value)
        if isinstance(value, (bool, int, float, complex)):
            return self._shape("one number", (), kind, where)
        if not isinstance(value, np.ndarray):
            return self._type(value, self.asked(kind), where)
        if not shape_fits(value.shape, kind.dims, self._bindings):
            return self._shape(f"shape {value.shape}", value.shape, kind, where)
        return self._numbers(value, kind.kind, where)

    def _shape(self, got: str, shape: tuple[int, ...], kind: ArrayType, where: str) -> Violation:
        asked = shape_in_words(kind.dims, self._bindings)
        turned = dict(self._bindings)
        remark = ""
        if len(shape) > 1 and shape_fits(shape[::-1], kind.dims, turned):
            remark = " It lies on its side."
        elif shape and shape_fits(tuple(length for length in shape if length != 1), kind.dims, turned):
            remark = " A length of 1 is left over."
        sentence = f"{_named(where)} should have shape {asked}; yours is {got}.{remark}"
        if got != "one number":
            sentence = f"{_named(where)} should have shape {asked}; yours has {got}.{remark}"
        return Violation(ViolationKind.WRONG_SHAPE, where, sentence, f"shape {asked.split(' = ')[-1]}", got)

    def _numbers(self, array: np.ndarray[Any, Any], kind: NumberKind, where: str) -> Violation | None:
        if array.dtype.kind not in KINDS_TAKEN[kind]:
            held = HELD_IN_WORDS.get(array.dtype.kind, "something else")
            asked = KIND_IN_WORDS[kind] if array.ndim else ONE_IN_WORDS[kind]
            sentence = f"{_named(where)} should hold {asked}; yours holds {held} ({array.dtype.name})."
            if not array.ndim:
                sentence = f"{_named(where)} should be {asked}; {type_name(array.item())} came back."
            return Violation(ViolationKind.WRONG_NUMBERS, where, sentence, asked, array.dtype.name)
        if array.dtype.kind in "fc" and not np.isfinite(array).all():
            got = _not_finite(array)
            sentence = f"{_named(where)} holds {got}: every number should be finite."
            return Violation(ViolationKind.NOT_FINITE, where, sentence, "finite numbers", got)
        return None

    def _not_an_array(self, value: Sequence[Any], kind: ArrayType, where: str) -> Violation:
        asked = self.asked(kind)
        sentence = f"{_named(where)} should be {asked}; {type_name(value)} came back. `np.array(…)` makes one of it."
        return Violation(ViolationKind.WRONG_CONTAINER, where, sentence, asked, type_name(value))

    def _sequence(self, value: Any, kind: SequenceType, where: str) -> Violation | None:
        if not isinstance(value, (list, tuple)):
            asked = f"a {kind.container}"
            sentence = f"{_named(where)} should be {asked}; {type_name(value)} came back."
            return Violation(ViolationKind.WRONG_CONTAINER, where, sentence, asked, type_name(value))
        if kind.items is None:
            return None
        items = kind.items * len(value) if kind.container == "list" else kind.items
        if len(items) != len(value):
            sentence = f"{_named(where)} should hold {len(items)} values; yours holds {len(value)}."
            return Violation(ViolationKind.WRONG_LENGTH, where, sentence, str(len(items)), str(len(value)))
        found = (
            self.value(part, item, f"{where}[{i}]") for i, (part, item) in enumerate(zip(value, items, strict=True))
        )
        return next((violation for violation in found if violation), None)

    def _record(self, value: Any, kind: RecordType, where: str) -> Violation | None:
        if not isinstance(value, dict):
            return self._type(value, "a dict", where)
        if kind.fields is None:
            return None
        wrong = self._keys(value, kind.fields, where)
        if wrong:
            return wrong
        found = (self.value(value[key], field, f'{where}["{key}"]') for key, field in kind.fields.items())
        return next((violation for violation in found if violation), None)

    def _like(self, value: Any, model: Any, name: str, where: str) -> Violation | None:
        if isinstance(model, Mapping):
            if not isinstance(value, dict):
                return self._type(value, f"a dict with the keys of `{name}`", where)
            wrong = self._keys(value, model, where)
            if wrong:
                return wrong
            found = (self._like(value[key], model[key], f'{name}["{key}"]', f'{where}["{key}"]') for key in model)
            return next((violation for violation in found if violation), None)
        if isinstance(model, (list, tuple)):
            if not isinstance(value, (list, tuple)) or len(value) != len(model):
                return self._type(value, f"a {type(model).__name__} of {len(model)} like `{name}`", where)
            pairs = enumerate(zip(value, model, strict=True))
            found = (self._like(part, one, f"{name}[{i}]", f"{where}[{i}]") for i, (part, one) in pairs)
            return next((violation for violation in found if violation), None)
        return self._same_shape(value, np.asarray(model), name, where)

    def _same_shape(self, value: Any, model: np.ndarray[Any, Any], name: str, where: str) -> Violation | None:
        if isinstance(value, (list, tuple)):
            return self._type(value, f"an array of the shape of `{name}`", where, ViolationKind.WRONG_CONTAINER)
        if not isinstance(value, (bool, int, float, complex, np.ndarray)):
            return self._type(value, f"an array of the shape of `{name}`", where)
        array = np.asarray(value)
        if array.shape != model.shape:
            turned = " It lies on its side." if array.ndim > 1 and array.shape == model.shape[::-1] else ""
            yours = f"has {array.shape}" if array.ndim else "is one number"
            sentence = f"{_named(where)} should have the shape of `{name}`, {model.shape}; yours {yours}.{turned}"
            return Violation(ViolationKind.WRONG_SHAPE, where, sentence, f"shape {model.shape}", f"shape {array.shape}")
        return self._numbers(array, NumberKind.FLOAT, where)

    def _keys(self, value: Mapping[str, Any], wanted: Mapping[str, Any], where: str) -> Violation | None:
        if set(value) == set(wanted):
            return None
        asked, got = _listed(wanted), _listed(value)
        sentence = f"{_named(where)} should have the keys {asked}; yours has {got or 'none'}."
        return Violation(ViolationKind.WRONG_KEYS, where, sentence, asked, got)

    def _type(self, value: Any, asked: str, where: str, kind: ViolationKind = ViolationKind.WRONG_TYPE) -> Violation:
        sentence = f"{_named(where)} should be {asked}; {type_name(value)} came back."
        return Violation(kind, where, sentence, asked, type_name(value))

    def asked(self, kind: ValueType) -> str:
        """A type in a learner's words."""
        match kind:
            case NumberType():
                return "True or False" if kind.kind is NumberKind.BOOL else "one number"
            case ArrayType(dims):
                return f"an array of shape {shape_in_words(dims, self._bindings)}"
            case SequenceType(container):
                return f"a {container}"
            case RecordType():
                return "a dict"
            case TextType():
                return "a text"
            case NoneType():
                return "None"
            case LikeType(name):
                return f"something of the shape of `{name}`"
            case UnionType(options):
                return " or ".join(self.asked(option) for option in options)
            case _:
                return "a value"


def _named(where: str) -> str:
    if where.startswith("["):
        return f"`answer{where}`"
    return f"`{where}`" if where else "The answer"


def _listed(keys: Mapping[str, Any]) -> str:
    return ", ".join(f'"{key}"' for key in keys)


def _not_finite(array: np.ndarray[Any, Any]) -> str:
    count = int((~np.isfinite(array)).sum())
    what = "nan" if np.isnan(array).any() else "inf"
    return what if array.ndim == 0 else f"{what} ({count} of {array.size} numbers)"
