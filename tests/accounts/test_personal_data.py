"""What becomes of a person's data."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, Model
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import (
    NotAGuest,
    delete_person,
    export_person,
    merge_guest,
    personal_data_handlers,
)
from exercises.models import CheckOutcome, DiagnosisFound, Draft, Exercise, Purpose, Solution, State, Submission

Make = Callable[..., Submission]


def fields_that_name_a_person() -> set[tuple[type[Model], str]]:
    return {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField) and field.related_model is User
    }


def models_that_hang_on_a_person() -> set[type[Model]]:
    """Those from which one or more keys lead to a person, however many models lie between."""
    found: set[type[Model]] = {User}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if isinstance(field, ForeignKey | ManyToManyField) and field.related_model in found
        } - found
        if not more:
            return found - {User}
        found |= more


def test_each_field_that_names_a_person_has_a_handler_for_merge_export_and_deletion() -> None:
    handled = {(handler.model, handler.field) for handler in personal_data_handlers()}
    without = fields_that_name_a_person() - handled
    names = sorted(f"{model.__name__}.{field}" for model, field in without)
    assert not without, f"No handler of personal data for {names}"
    assert handled == fields_that_name_a_person()


def test_each_model_that_hangs_on_a_person_is_named_by_a_handler() -> None:
    named = {model for handler in personal_data_handlers() for model in (handler.model, *handler.along)}
    without = models_that_hang_on_a_person() - named
    assert not without, f"No handler says what becomes of {sorted(model.__name__ for model in without)}"


def test_a_model_that_nobody_handles_is_found() -> None:
    hanging = models_that_hang_on_a_person()
    assert {Submission, CheckOutcome, DiagnosisFound} <= hanging
    assert Exercise not in hanging


def test_each_handler_has_a_file_of_its_own_in_the_export() -> None:
    names = [handler.file_name for handler in personal_data_handlers()]
    assert len(names) == len(set(names))


def test_a_guests_work_moves_to_the_account(
    guest: User, learner: User, exercise: Exercise, make_submission: Make
) -> None:
    own = make_submission(learner, state=State.GRADED)
    brought = make_submission(guest, state=State.GRADED)
    Draft.objects.create(learner=guest, exercise=exercise, source="guest's", saved_at=timezone.now())
    Solution.objects.create(learner=guest, exercise=exercise, submission=brought, first_passed_at=timezone.now())
    merge_guest(guest=guest, account=learner)
    assert dict(Submission.objects.values_list("pk", "number")) == {own.pk: 1, brought.pk: 2}
    assert Draft.objects.get().learner == learner
    assert Solution.objects.get().learner == learner
    assert not User.objects.filter(pk=guest.pk).exists()


def test_the_accounts_draft_and_solution_stay_and_the_guests_draft_becomes_history(
    guest: User, learner: User, exercise: Exercise, make_submission: Make
) -> None:
    for person in (guest, learner):
        Draft.objects.create(learner=person, exercise=exercise, source=f"of {person.username}", saved_at=timezone.now())
        solved = make_submission(person, state=State.GRADED)
        Solution.objects.create(learner=person, exercise=exercise, submission=solved, first_passed_at=timezone.now())
    own_solution = Solution.objects.get(learner=learner)
    merge_guest(guest=guest, account=learner)
    assert Draft.objects.get().source == "of ada"
    assert Solution.objects.get() == own_solution
    entry = Submission.objects.get(purpose=Purpose.KEPT)
    assert (entry.learner, entry.source, entry.state) == (learner, f"of {guest.username}", State.CANCELLED)


def test_only_guests_are_merged_and_only_into_accounts(guest: User, learner: User, stranger: User) -> None:
    with pytest.raises(NotAGuest):
        merge_guest(guest=stranger, account=learner)
    with pytest.raises(NotAGuest):
        merge_guest(guest=guest, account=guest)


def test_a_merge_that_fails_half_way_moves_nothing(
    guest: User, learner: User, make_submission: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_submission(guest, state=State.GRADED)

    def break_down(_self: User) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(User, "delete", break_down)
    with pytest.raises(RuntimeError):
        merge_guest(guest=guest, account=learner)
    assert Submission.objects.get().learner == guest


def test_the_export_holds_everything_and_only_of_that_person(
    learner: User, stranger: User, exercise: Exercise, make_submission: Make
) -> None:
    mine = make_submission(learner, state=State.GRADED)
    make_submission(stranger)
    Draft.objects.create(learner=learner, exercise=exercise, source="draft", saved_at=timezone.now())
    data = {name: list(rows) for name, rows in export_person(learner).items()}
    assert json.loads(json.dumps(data)) == data
    assert [entry["id"] for entry in data["submissions"]] == [str(mine.pk)]
    assert data["drafts"][0]["source"] == "draft"
    assert data["profile"][0]["username"] == "ada"


def test_deleting_leaves_nothing_of_that_person_and_all_of_others(
    learner: User, stranger: User, exercise: Exercise, make_submission: Make
) -> None:
    mine, theirs = make_submission(learner, state=State.GRADED), make_submission(stranger)
    Solution.objects.create(learner=learner, exercise=exercise, submission=mine, first_passed_at=timezone.now())
    learner_id = learner.pk
    delete_person(learner)
    for model, field in fields_that_name_a_person():
        if not isinstance(model._meta.get_field(field), ManyToManyField):
            assert not model._default_manager.filter(**{field: learner_id}).exists()
    assert list(Submission.objects.all()) == [theirs]
