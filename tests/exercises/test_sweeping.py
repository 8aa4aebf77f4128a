"""Putting right what was left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import forgetting_in_batches
from accounts.forgetting_sessions import forget_expired_sessions
from accounts.models import RateWindow, User
from accounts.own_sessions import forget_gone_sessions
from accounts.rate_limits import forget_old_windows
from exercises import sweeping
from exercises.models import Draft, Exercise, GradingWorker, State, Submission, WorkerState
from exercises.presence import alive_workers, say_gone, say_present
from exercises.recording import FAULTS_ALLOWED
from exercises.sweeping import free_claims_of_the_dead, keep_sweeping, sweep, tidy
from exercises.worker_identity import WorkerIdentity, this_process

Make = Callable[..., Submission]
HERE = this_process()
ELSEWHERE = replace(HERE, host="another-machine", pid=1, started="1")


@pytest.fixture(autouse=True)
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the workers were rung for, and how many bells each time."""
    rung: list[int] = []
    monkeypatch.setattr(sweeping, "ring", lambda *, times=1: rung.append(times))
    return rung


def dead_process() -> WorkerIdentity:
    """A process of this machine that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return replace(HERE, pid=ended.pid)


def test_a_lease_that_ran_out_is_freed_counted_and_rung_for(
    learner: User, make_submission: Make, bells: list[int]
) -> None:
    late = make_submission(
        learner, state=State.GRADING, claimed_by=str(ELSEWHERE), lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert sweep().freed == 1
    late.refresh_from_db()
    assert (late.state, late.claim, late.faults) == (State.QUEUED, None, 1)
    assert bells == [1]


def test_a_lease_that_runs_is_left_alone(learner: User, make_submission: Make) -> None:
    lease = timezone.now() + timedelta(seconds=5)
    for holder in (HERE, ELSEWHERE):
        make_submission(learner, state=State.GRADING, claimed_by=str(holder), lease_until=lease)
    assert sweep().freed == 0


def test_a_dead_process_of_this_machine_loses_its_claim_whatever_its_lease(
    learner: User, make_submission: Make
) -> None:
    lease = timezone.now() + timedelta(seconds=60)
    orphan = make_submission(learner, state=State.GRADING, claimed_by=str(dead_process()), lease_until=lease)
    assert free_claims_of_the_dead() == 1
    orphan.refresh_from_db()
    assert orphan.state == State.QUEUED


def test_the_third_lost_worker_ends_it(learner: User, make_submission: Make) -> None:
    make_submission(
        learner,
        state=State.GRADING,
        claimed_by=str(dead_process()),
        lease_until=timezone.now(),
        faults=FAULTS_ALLOWED - 1,
    )
    sweep()
    assert Submission.objects.get().state == State.COULD_NOT_CHECK


def test_what_waits_too_long_is_rung_for_but_not_what_has_just_come(
    learner: User, make_submission: Make, bells: list[int]
) -> None:
    make_submission(learner)
    assert sweep().rung == 0
    make_submission(learner, queued_at=timezone.now() - timedelta(seconds=30))
    assert sweep().rung == 1
    assert bells == [1]


def test_sweeping_twice_does_nothing_more(learner: User, make_submission: Make) -> None:
    make_submission(learner, state=State.GRADING, lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    assert sweep().freed == 0
    assert Submission.objects.get().faults == 1


def test_the_command_says_what_it_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep")
    assert capsys.readouterr().out == "0 claims freed, 0 bells rung, 0 guests removed.\n"


class TestIdentity:
    """Telling whether a worker is gone."""

    def test_this_process_is_here(self) -> None:
        assert not HERE.is_certainly_gone()
        assert WorkerIdentity.parse(str(HERE)) == HERE

    def test_another_process_with_the_same_number_is_not_it(self) -> None:
        assert replace(HERE, started="1").is_certainly_gone()

    def test_a_process_from_before_the_last_boot_is_gone(self) -> None:
        assert replace(HERE, boot="another").is_certainly_gone()

    def test_of_another_machine_or_container_nothing_is_known(self) -> None:
        assert not ELSEWHERE.is_certainly_gone()
        assert not replace(HERE, pid_namespace="1", pid=os.getpid(), started="1").is_certainly_gone()

    def test_a_process_that_waits_to_be_buried_is_gone(self) -> None:
        child = subprocess.Popen([sys.executable, "-c", ""])
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert replace(HERE, pid=child.pid).is_certainly_gone()
        child.wait()

    @pytest.mark.parametrize("text", ["", "nonsense", "a/b/c/d/e"])
    def test_what_is_no_identity_is_none(self, text: str) -> None:
        assert WorkerIdentity.parse(text) is None


class TestPresence:
    """Which workers are there."""

    def test_a_worker_that_said_so_is_alive_until_it_says_gone(self, db: None) -> None:
        say_present(worker=HERE, state=WorkerState.READY)
        assert [row.identity for row in alive_workers()] == [str(HERE)]
        say_gone(worker=HERE)
        assert alive_workers() == []

    def test_a_dead_or_silent_worker_is_not_alive_and_is_forgotten(self, db: None) -> None:
        say_present(worker=dead_process(), state=WorkerState.READY)
        say_present(worker=ELSEWHERE, state=WorkerState.READY)
        GradingWorker.objects.filter(identity=str(ELSEWHERE)).update(seen_at=timezone.now() - timedelta(minutes=5))
        assert alive_workers() == []
        tidy()
        assert not GradingWorker.objects.exists()


class TestTidying:
    """Guests and counts that have had their time."""

    def test_an_empty_guest_goes_after_a_day_and_one_with_work_after_90(self, guest: User, exercise: Exercise) -> None:
        now = timezone.now()
        tidy(now=now + timedelta(hours=23))
        assert User.objects.filter(pk=guest.pk).exists()
        Draft.objects.create(learner=guest, exercise=exercise, source="a", saved_at=now)
        tidy(now=now + timedelta(days=89))
        assert User.objects.filter(pk=guest.pk).exists()
        tidy(now=now + timedelta(days=91))
        assert not User.objects.filter(pk=guest.pk).exists()

    def test_an_empty_guest_goes_after_a_day(self, guest: User, learner: User) -> None:
        assert tidy(now=timezone.now() + timedelta(hours=25)) == 1
        assert list(User.objects.all()) == [learner]

    def test_people_with_an_account_stay(self, learner: User) -> None:
        User.objects.update(last_seen=timezone.now() - timedelta(days=1000))
        assert tidy() == 0

    def test_old_counts_go(self, db: None) -> None:
        RateWindow.objects.create(key="old", changed_at=timezone.now() - timedelta(days=2))
        RateWindow.objects.create(key="new", changed_at=timezone.now())
        tidy()
        assert [window.key for window in RateWindow.objects.all()] == ["new"]

    def test_sessions_that_ran_out_go_and_those_that_run_stay(self, db: None) -> None:
        now = timezone.now()
        for key, minutes in (("long ago", -9000), ("just now", -1), ("soon", 1), ("later", 9000)):
            Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=minutes))
        tidy(now=now)
        assert {session.pk for session in Session.objects.all()} == {"soon", "later"}

    def test_of_very_many_sessions_the_oldest_go_first_and_the_rest_next_time(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few_at_a_time(monkeypatch)
        now = timezone.now()
        Session.objects.bulk_create(
            Session(session_key=f"{hours:02}", session_data="", expire_date=now - timedelta(hours=hours))
            for hours in range(1, 11)
        )
        assert forget_expired_sessions(now=now) == 6
        assert {session.pk for session in Session.objects.all()} == {"01", "02", "03", "04"}
        assert forget_expired_sessions(now=now) == 4
        assert forget_expired_sessions(now=now) == 0

    def test_of_very_many_counts_the_oldest_go_first_and_the_rest_next_time(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few_at_a_time(monkeypatch)
        now = timezone.now()
        RateWindow.objects.bulk_create(
            RateWindow(key=f"{hours:02}", changed_at=now - timedelta(hours=20 + hours)) for hours in range(1, 14)
        )
        assert forget_old_windows(now=now) == 6
        # Four of them are younger than a day, three wait for the next time.
        assert {window.pk for window in RateWindow.objects.all()} == {f"{hours:02}" for hours in range(1, 8)}
        assert forget_old_windows(now=now) == 3
        assert forget_old_windows(now=now) == 0
        assert {window.pk for window in RateWindow.objects.all()} == {"01", "02", "03", "04"}

    def test_of_very_many_ended_sessions_the_notes_of_the_first_go_first_and_the_rest_next_time(
        self, learner: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        few_at_a_time(monkeypatch)
        note_sessions(learner, range(1, 13))
        store_sessions([1, 2, 3, 8, 12])
        assert forget_gone_sessions() == 6
        assert noted_sessions() == [1, 2, 3, 8, 11, 12]
        assert forget_gone_sessions() == 1
        assert forget_gone_sessions() == 0
        assert noted_sessions() == [1, 2, 3, 8, 12]

    def test_a_sweep_of_ended_sessions_looks_at_each_once(
        self, learner: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        few_at_a_time(monkeypatch)
        note_sessions(learner, range(1, 31))
        store_sessions(range(1, 31))
        with django_assert_num_queries(1):
            assert forget_gone_sessions() == 0
        Session.objects.all().delete()
        with django_assert_num_queries(4):  # two batches, found and removed
            assert forget_gone_sessions() == 6


def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three to a batch, two batches to a sweep."""
    monkeypatch.setattr(forgetting_in_batches, "AT_ONCE", 3)
    monkeypatch.setattr(forgetting_in_batches, "MOST_BATCHES", 2)


def note_sessions(person: User, numbers: Iterable[int]) -> None:
    UserSession.objects.bulk_create(
        UserSession(user=person, session_key=f"s{number}", ip="::", user_agent="") for number in numbers
    )


def noted_sessions() -> list[int]:
    keys = UserSession.objects.order_by("pk").values_list("session_key", flat=True)
    return [int(key.removeprefix("s")) for key in keys]


def store_sessions(numbers: Iterable[int]) -> None:
    soon = timezone.now() + timedelta(hours=1)
    Session.objects.bulk_create(
        Session(session_key=f"s{number}", session_data="", expire_date=soon) for number in numbers
    )


def test_sweeping_goes_on_every_two_seconds_and_tidying_waits_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, done = threading.Event(), Counter[str]()
    monkeypatch.setattr(sweeping, "SWEEPS_EVERY_S", 0.001)

    def swept() -> None:
        done["swept"] += 1
        if done["swept"] == 5:
            ended.set()

    monkeypatch.setattr(sweeping, "sweep", swept)
    monkeypatch.setattr(sweeping, "tidy", lambda: done.update(["tidied"]))
    keep_sweeping(ended)
    assert done == {"swept": 5, "tidied": 1}
