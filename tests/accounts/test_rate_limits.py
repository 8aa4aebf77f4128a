"""At most so many in a sliding window."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import RateWindow
from accounts.rate_limits import Allowance, LimitReached, spend

THREE = Allowance(name="three", limit=3, window_s=60)
START = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def spent(seconds: float, holder: str = "ada") -> int | None:
    """None where it went through, else after how many seconds it would."""
    try:
        spend(allowance=THREE, holder=holder, now=START + timedelta(seconds=seconds))
    except LimitReached as limit:
        return limit.retry_after_s
    return None


def test_the_fourth_waits_until_the_first_is_a_window_old(db: None) -> None:
    assert [spent(0), spent(10), spent(20)] == [None, None, None]
    assert spent(30) == 30
    assert spent(59.5) == 1
    assert spent(60) is None
    assert spent(61) == 9


def test_what_was_refused_does_not_count(db: None) -> None:
    for second in (0, 0, 0, 1, 2, 3):
        spent(second)
    assert spent(60) is None


def test_each_holder_and_name_counts_alone(db: None) -> None:
    for _ in range(3):
        spent(0)
    assert spent(0, "eve") is None
    spend(allowance=Allowance(name="other", limit=1, window_s=60), holder="ada", now=START)


def test_neither_names_nor_addresses_are_stored(db: None) -> None:
    spent(0, "192.0.2.7")
    stored = RateWindow.objects.get()
    assert "192" not in stored.key[:8] + str(stored.times)
    assert len(stored.key) == 64


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_limit() -> None:
    came_through: list[bool] = []

    def try_once() -> None:
        try:
            spend(allowance=THREE, holder="ada", now=timezone.now())
            came_through.append(True)
        except LimitReached:
            came_through.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came_through) == [False] * 9 + [True] * 3
