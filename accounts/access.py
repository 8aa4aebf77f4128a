"""Who may see which rows: rules that the packages above add, asked in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from accounts.models import User

Row = TypeVar("Row", bound=Model)
AccessRule = Callable[[User], Q]

_rules: dict[type[Model], list[AccessRule]] = defaultdict(list)


def register_access_rule(model: type[Model], rule: AccessRule) -> None:
    """Let the rows of `model` that `rule` describes be seen by the person it is asked about."""
    if rule not in _rules[model]:
        _rules[model].append(rule)


def visible_to(viewer: User | AnonymousUser, model: type[Row]) -> QuerySet[Row]:
    """The rows that `viewer` may see: those that at least one rule allows; none where there is no rule."""
    rows: QuerySet[Row] = QuerySet(model)
    rules = _rules.get(model, [])
    if not isinstance(viewer, User) or not viewer.is_active or not rules:
        return rows.none()
    return rows.filter(reduce(or_, (rule(viewer) for rule in rules)))
