"""The catalogue follows the curriculum folder: all of it, or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User
from exercises.catalogue import Loaded, load_curriculum
from exercises.curriculum_folder import CurriculumRefused
from exercises.models import Exercise, ExerciseVersion, Lane, Stage, Submission

pytestmark = pytest.mark.django_db

FIRST = "01-spark/01-first-spark"
SECOND = "01-spark/04-dot-product"
THIRD = "02-neuron/01-one-neuron"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three exercises of the real curriculum, in two stages."""
    shutil.copy(Path(settings.CURRICULUM_DIR) / "stages.toml", tmp_path)
    for place in (FIRST, SECOND, THIRD):
        shutil.copytree(Path(settings.CURRICULUM_DIR) / place, tmp_path / place)
    return tmp_path


def published() -> list[str]:
    return list(Exercise.objects.filter(published__isnull=False).values_list("slug", flat=True))


def change(folder: Path, place: str, file: str, *, old: str, new: str) -> None:
    path = folder / place / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def names(loaded: Loaded) -> tuple[list[str], list[str], list[str]]:
    return loaded.added, loaded.changed, loaded.unpublished


def test_the_exercises_stand_in_the_order_of_the_folders(folder: Path) -> None:
    loaded = load_curriculum(folder)
    assert loaded.added == published() == ["first-spark", "dot-product", "one-neuron"]
    assert [stage.slug for stage in Stage.objects.all()][:2] == ["01-spark", "02-neuron"]


def test_a_version_holds_what_the_page_shows(folder: Path) -> None:
    load_curriculum(folder)
    version = Exercise.objects.get(slug="one-neuron").published
    assert version is not None
    assert version.tasks[0][0] == 1
    assert {"id", "task", "title", "visibility"} == set(version.checks[0])
    assert "weighted_sum" in version.functions
    assert 'id="task-1"' in version.statement_html
    assert "def " in version.starter


def test_loading_again_changes_nothing(folder: Path) -> None:
    load_curriculum(folder)
    before = list(Exercise.objects.values()), list(ExerciseVersion.objects.values())
    assert names(load_curriculum(folder)) == ([], [], [])
    assert (list(Exercise.objects.values()), list(ExerciseVersion.objects.values())) == before


def test_a_changed_bundle_becomes_a_new_version(folder: Path, learner: User) -> None:
    load_curriculum(folder)
    exercise = Exercise.objects.get(slug="first-spark")
    change(folder, FIRST, "starter.py", old="def ", new="# begin here\ndef ")
    assert names(load_curriculum(folder)) == ([], ["first-spark"], [])
    assert Exercise.objects.get(slug="first-spark").published != exercise.published
    assert ExerciseVersion.objects.filter(exercise=exercise).count() == 2


def test_a_version_that_was_there_before_is_taken_up_again(folder: Path) -> None:
    load_curriculum(folder)
    first = Exercise.objects.get(slug="first-spark").published
    change(folder, FIRST, "starter.py", old="def ", new="# begin here\ndef ")
    load_curriculum(folder)
    change(folder, FIRST, "starter.py", old="# begin here\n", new="")
    load_curriculum(folder)
    assert Exercise.objects.get(slug="first-spark").published == first
    assert ExerciseVersion.objects.filter(exercise__slug="first-spark").count() == 2


def test_an_exercise_that_vanished_is_unpublished_and_its_submissions_stay(folder: Path, learner: User) -> None:
    load_curriculum(folder)
    exercise = Exercise.objects.get(slug="dot-product")
    Submission.objects.create(
        learner=learner,
        exercise=exercise,
        version=exercise.published,
        number=1,
        source="x",
        source_sha256="0" * 64,
        lane=Lane.RUN,
        queued_at="2026-01-01T00:00:00Z",
    )
    shutil.rmtree(folder / SECOND)
    assert names(load_curriculum(folder)) == ([], [], ["dot-product"])
    assert published() == ["first-spark", "one-neuron"]
    assert Submission.objects.filter(exercise=exercise).exists()


def test_one_that_comes_back_is_published_again(folder: Path) -> None:
    load_curriculum(folder)
    shutil.move(folder / SECOND, folder / "kept")
    load_curriculum(folder)
    shutil.move(folder / "kept", folder / SECOND)
    assert names(load_curriculum(folder)) == ([], ["dot-product"], [])
    assert ExerciseVersion.objects.filter(exercise__slug="dot-product").count() == 1


def test_an_exercise_may_move_to_another_stage_and_keep_its_versions(folder: Path) -> None:
    load_curriculum(folder)
    key = Exercise.objects.get(slug="dot-product").pk
    shutil.move(folder / SECOND, folder / "02-neuron" / "02-dot-product")
    load_curriculum(folder)
    moved = Exercise.objects.get(slug="dot-product")
    assert (moved.pk, moved.stage.slug, moved.position) == (key, "02-neuron", 2)


def test_two_exercises_may_trade_names(folder: Path) -> None:
    load_curriculum(folder)
    before = {exercise.slug: exercise.uuid for exercise in Exercise.objects.all()}
    shutil.move(folder / FIRST, folder / "01-spark" / "kept")
    shutil.move(folder / SECOND, folder / FIRST)
    shutil.move(folder / "01-spark" / "kept", folder / SECOND)
    load_curriculum(folder)
    after = {exercise.slug: exercise.uuid for exercise in Exercise.objects.all()}
    assert after["first-spark"] == before["dot-product"]
    assert after["dot-product"] == before["first-spark"]


def test_stages_may_change_places(folder: Path) -> None:
    load_curriculum(folder)
    text = (folder / "stages.toml").read_text()
    head, first, second, *rest = text.split("[[stages]]")
    (folder / "stages.toml").write_text("[[stages]]".join([head, second, first, *rest]))
    load_curriculum(folder)
    assert [stage.slug for stage in Stage.objects.all()][:2] == ["02-neuron", "01-spark"]


def test_names_in_a_statement_become_links_once_their_exercise_is_there(folder: Path) -> None:
    change(folder, THIRD, "statement.md", old="## Task 1", new="As in `dot-product`.\n\n## Task 1")
    shutil.move(folder / SECOND, folder / "kept")
    load_curriculum(folder)
    assert "/dot-product/" not in Exercise.objects.get(slug="one-neuron").published.statement_html
    shutil.move(folder / "kept", folder / SECOND)
    load_curriculum(folder)
    html = Exercise.objects.get(slug="one-neuron").published.statement_html
    assert '<a href="/learn/01-spark/dot-product/">' in html


def test_a_broken_bundle_is_named_with_file_and_line_and_nothing_is_loaded(folder: Path) -> None:
    (folder / SECOND / "exercise.toml").write_text('title = "half a')
    (folder / THIRD / "statement.md").write_text("No task at all.")
    with pytest.raises(CurriculumRefused) as refusal:
        load_curriculum(folder)
    assert len(refusal.value.problems) == 2
    assert f"{SECOND}/exercise.toml:1: " in refusal.value.problems[0]
    assert not Exercise.objects.exists()
    assert not Stage.objects.exists()


def test_a_stage_that_nobody_declared_is_named(folder: Path) -> None:
    shutil.move(folder / THIRD, folder / "13-beyond" / "01-one-neuron")
    with pytest.raises(CurriculumRefused, match="13-beyond"):
        load_curriculum(folder)


def test_an_exercise_that_stands_there_twice_is_named(folder: Path) -> None:
    shutil.copytree(folder / THIRD, folder / "02-neuron" / "09-one-neuron")
    with pytest.raises(CurriculumRefused, match="two exercises have this name"):
        load_curriculum(folder)


@pytest.mark.parametrize("text", ["[[stages]]\nslug = 1", "stages = 3", "[[stages]"])
def test_a_list_of_stages_that_cannot_be_read_is_named(folder: Path, text: str) -> None:
    (folder / "stages.toml").write_text(text)
    with pytest.raises(CurriculumRefused, match=r"stages\.toml"):
        load_curriculum(folder)


def test_the_command_says_what_it_did_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_curriculum", str(folder))
    assert capsys.readouterr().out == "3 exercises in 12 stages: 3 new, 0 changed, 0 unpublished.\n"


def test_the_command_fails_with_each_problem_on_a_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"stages\.toml: there is no such file.*\nNothing was loaded\."):
        call_command("load_curriculum", str(tmp_path))
