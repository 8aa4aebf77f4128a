"""Whoever guesses a secret is slowed down, by account and by address, whichever secret it is."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from accounts.rate_limits import Allowance, LimitReached, give_back, spend

Found = TypeVar("Found")

WRONG_TRIES = 5
PAUSE_S = 15 * 60
PAUSED = "paused"


class Wrong(Exception):
    """The guess was wrong; what exactly is off is not told."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


def guess(*, secret: str, name: str, network: str, check: Callable[[], Found | None]) -> Found:
    """What `check` finds, for a guess at `secret` (a kind, as "password") of `name`, made from `network`.

    Raises Wrong, which costs a try, and LimitReached where none is left, even for a right guess.
    """
    holders = {_allowance(secret, "name"): spelled_one_way(name), _allowance(secret, "network"): network}
    # Taken before the secret is looked at: otherwise many at once would each find a try left.
    with transaction.atomic():
        tries_left = min(spend(allowance=allowance, holder=holder) for allowance, holder in holders.items())
    found = check()
    if found is None:
        raise Wrong(tries_left)
    for allowance, holder in holders.items():
        give_back(allowance=allowance, holder=holder)
    return found


def spelled_one_way(name: str) -> str:
    """The same text for all spellings of a name that a person would call the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def refusal_of(reason: Wrong | LimitReached, sentence: str) -> ValidationError:
    """What a form says: `sentence` and the tries that are left, or when the next one opens."""
    if isinstance(reason, LimitReached):
        return paused(reason, gettext("Five wrong tries in 15 minutes, for this name or from this address."))
    return ValidationError(f"{sentence} {_tries_left(reason.tries_left)}", code="wrong")


def paused(limit: LimitReached, why: str) -> ValidationError:
    """What a form says while nothing more may be tried: `why`, and when the next try opens."""
    minutes = math.ceil(limit.retry_after_s / 60)
    then = ngettext("The next one opens in %(minutes)d minute.", "The next one opens in %(minutes)d minutes.", minutes)
    sentence = why + " " + then % {"minutes": minutes}
    return ValidationError(sentence, code=PAUSED, params={"retry_after_s": limit.retry_after_s})


def pause_of(form: BaseForm) -> int | None:
    """After how many seconds `form` may be sent again, where that is why it was refused."""
    for errors in form.errors.as_data().values():
        for error in errors:
            if error.code == PAUSED and error.params:
                return int(error.params["retry_after_s"])
    return None


def _allowance(secret: str, holder: str) -> Allowance:
    return Allowance(name=f"wrong {secret} by {holder}", limit=WRONG_TRIES, window_s=PAUSE_S)


def _tries_left(tries_left: int) -> str:
    if not tries_left:
        return gettext("That was the last try; the next one opens within 15 minutes.")
    return ngettext(
        "%(number)s try left before a 15-minute pause.",
        "%(number)s tries left before a 15-minute pause.",
        tries_left,
    ) % {"number": capfirst(str(apnumber(tries_left)))}
