"""The ridge of the landing page comes from a real run of the reference, caged, and believed only after a look."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

import grader
from exercises import recording_ridge, ridge
from exercises.catalogue import load_curriculum
from exercises.models import Exercise, RecordedRun
from exercises.recording_ridge import DoesNotTrain, figures_of, record_ridge, train
from exercises.ridge import read_ridge
from grader import Bundle, IsolationUnavailable, Verdict
from grader.verdict import Ending, Fault, LearnerError, Outcome

CURRICULUM = Path(settings.CURRICULUM_DIR)
FIGURES = {"losses": [2.0, 1.0], "behind": [], "read_right": 0.5}
STEPS = 2
Told = list[dict[str, Any]]


@pytest.fixture
def catalogue(db: None) -> None:
    load_curriculum(CURRICULUM)


@pytest.fixture
def reference() -> Bundle:
    return Bundle.read(next(CURRICULUM.glob("*/*-train-digits")))


@pytest.fixture
def one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_ridge, "RUNS", recording_ridge.RUNS[:1])


def load() -> str:
    """What the command says on stderr."""
    said = StringIO()
    call_command("load_curriculum", verbosity=0, stderr=said)
    return said.getvalue()


def refuse(*_args: object, **_options: object) -> Verdict:
    raise IsolationUnavailable("landlock", "the kernel has none", "Use a newer kernel.")


# Loading


@pytest.mark.sandbox
def test_loading_the_curriculum_records_a_run_of_its_reference_once(db: None, one_run: None) -> None:
    assert load() == ""
    recorded = RecordedRun.objects.get()
    found = read_ridge()
    assert found is not None
    assert found.steps == -(-1437 // ridge.BATCH_SIZE) * ridge.EPOCHS
    assert 2.0 < found.first < 3.0  # ten digits by chance: log 10, and a little for a random beginning
    assert found.last < 0.6
    assert found.read_of_hundred > 85
    assert max(found.losses) < found.first * 1.1
    assert load() == ""
    assert RecordedRun.objects.get().pk == recorded.pk


def test_another_version_is_another_run_and_none_without_the_reference(
    catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def trained(bundle: Bundle) -> dict[str, Any]:
        asked.append(bundle.version)
        return FIGURES

    monkeypatch.setattr(recording_ridge, "train", trained)
    assert (record_ridge(), record_ridge(), len(asked)) == ("", "", 1)
    another_version()
    assert (record_ridge(), len(asked)) == ("", 2)
    assert RecordedRun.objects.count() == 1
    Exercise.objects.filter(slug=recording_ridge.TRAINED_BY).update(published=None)
    assert record_ridge() == ""
    assert read_ridge() is None


def another_version() -> None:
    version = Exercise.objects.get(slug=recording_ridge.TRAINED_BY).published
    assert version is not None
    type(version).objects.filter(pk=version.pk).update(content_hash="sha256:another")


def test_without_isolation_the_curriculum_loads_the_last_ridge_stays_and_the_command_says_why(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grader, "run_scratch", refuse)
    said = load()
    assert "not drawn anew" in said
    assert "landlock: the kernel has none. Use a newer kernel." in said
    assert Exercise.objects.filter(slug=recording_ridge.TRAINED_BY, published__isnull=False).exists()
    assert read_ridge() is None

    RecordedRun.objects.create(name=ridge.NAME, recipe="of an earlier version", figures=FIGURES)
    assert "not drawn anew" in load()
    assert RecordedRun.objects.get().recipe == "of an earlier version"


def test_a_reference_that_does_not_train_leaves_a_page_without_a_picture(
    client: Client, catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    RecordedRun.objects.create(name=ridge.NAME, recipe="of an earlier version", figures=FIGURES)
    monkeypatch.setattr(grader, "run_scratch", lambda *_, **__: verdict([]))
    assert "does not train" in record_ridge()
    assert not RecordedRun.objects.exists()
    page = html.unescape(client.get("/").content.decode())
    assert "This ridge is not an illustration" not in page
    assert "Start climbing" in page


# References that nobody should have written


@pytest.mark.sandbox
def test_code_of_an_author_meets_the_cage_and_its_limits(reference: Bundle, one_run: None, tmp_path: Path) -> None:
    written = tmp_path / "written"
    for source, said in (
        (f"open({str(written)!r}, 'w').write('here')", "Error: "),
        ("import os\nos.kill(os.getppid(), 9)\nos.fork()", "Error: "),
        ("print('x' * 2_000_000)", "output_limit"),
        ("from ascent import track\ntrack(0, run_0=2.0)", "did not tell the 241 losses"),
        ("def train(*args): return {}, 1 / 0", "ZeroDivisionError"),
    ):
        with pytest.raises(DoesNotTrain, match=said):
            train(with_reference(reference, reference.reference + "\n" + source))
    assert not written.exists()


@pytest.mark.sandbox
def test_a_reference_that_never_ends_is_ended(reference: Bundle) -> None:
    began = time.monotonic()
    short = replace(reference, table=replace(reference.table, limits={"wall_s": 1.0, "cpu_s": 0.5}))
    with pytest.raises(DoesNotTrain, match="timed_out"):
        train(with_reference(short, "while True: pass"))
    assert time.monotonic() - began < 20


def with_reference(bundle: Bundle, source: str) -> Bundle:
    return replace(bundle, files={**bundle.files, "reference.py": source.encode()})


# What is told


def points(*losses: float, runs: int = 3, **last: float) -> Told:
    told: Told = [{"step": step, **{f"run_{run}": loss for run in range(runs)}} for step, loss in enumerate(losses)]
    told[-1] |= {"read_right": 0.9, **last}
    return told


def verdict(told: object, *more: dict[str, Any], **values: Any) -> Verdict:
    pictures = ({"kind": "curve", "title": "", "data": told, "alt": ""}, *more)
    given = {"outcome": Outcome.PASSED, "fault": None, "ending": Ending.FINISHED, "pictures": pictures, **values}
    return Verdict(exercise="train-digits", version="v", source_sha256="", seed=0, attempted=True, score=0.0, **given)


def test_what_a_run_tells_is_kept_rounded() -> None:
    assert figures_of(verdict(points(2.123456, 1, 0.5)), steps=STEPS) == {
        "losses": [2.1235, 1.0, 0.5],
        "behind": [[2.1235, 1.0, 0.5]] * 2,
        "read_right": 0.9,
    }


def changed(change: Callable[[Told], object]) -> Told:
    told = points(2.0, 1.0, 0.5)
    change(told)
    return told


NO_NUMBERS: Sequence[object] = [
    float("nan"), float("inf"), -0.1, 101, 10**400, True, None, "2.0", [2.0], {"loss": 2.0},
]  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        *([{**point, "run_1": number} for point in points(2.0, 1.0, 0.5)] for number in NO_NUMBERS),
        points(2.0, 1.0),
        points(2.0, 1.0, 0.5, 0.4),
        points(2.0, 1.0, 0.5, runs=2),
        points(2.0, 1.0, 2.0),
        points(2.0, 2.0, 2.0),
        points(2.0, 1.0, 0.5, read_right=1.5),
        changed(lambda told: told[-1].pop("read_right")),
        changed(lambda told: told.reverse()),
        changed(lambda told: told[1].update(step="1")),
        changed(lambda told: told.__setitem__(1, [1, 2.0])),  # type: ignore[call-overload]
        [],
        {},
        None,
        "2.0, 1.0, 0.5",
    ],
)
def test_what_no_training_tells_is_not_kept(told: object) -> None:
    with pytest.raises(DoesNotTrain):
        figures_of(verdict(told), steps=STEPS)


def test_pictures_beside_it_are_not_believed() -> None:
    with pytest.raises(DoesNotTrain):
        figures_of(verdict(points(2.0, 1.0, 0.5), {"kind": "heat", "data": [[1]]}), steps=STEPS)


def test_why_is_one_short_line() -> None:
    error = LearnerError("ValueError", "\x1b[2J\nroot: all is well " + "x" * 5000)
    broken = verdict([], outcome=Outcome.FAILED, fault=Fault.LEARNER, error=error)
    with pytest.raises(DoesNotTrain) as told:
        figures_of(broken, steps=STEPS)
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 400


def test_a_cage_that_could_not_be_shut_is_no_fault_of_the_reference() -> None:
    refused = LearnerError("PlatformFault", "landlock: it went away")
    with pytest.raises(IsolationUnavailable, match="it went away"):
        figures_of(verdict([], ending=Ending.ISOLATION_UNAVAILABLE, fault=Fault.PLATFORM, error=refused), steps=STEPS)
