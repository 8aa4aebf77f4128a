"""Secrets come from files that the environment names: a variable's value shows up in too many places."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def read_secret(variable: str) -> str:
    """What stands in the file that `variable` names; "" where it names none.

    Raises ImproperlyConfigured for a file that cannot be read or is empty.
    """
    path = os.environ.get(variable, "").strip()
    if not path:
        return ""
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{variable} names {path}, which cannot be read: {error}"
        raise ImproperlyConfigured(message) from error
    if not secret:
        message = f"{variable} names {path}, which is empty."
        raise ImproperlyConfigured(message)
    return secret
