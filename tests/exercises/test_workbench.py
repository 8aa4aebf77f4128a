"""What the exercise page is told of one learner."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from accounts.models import User
from exercises.catalogue import load_curriculum
from exercises.drafting import save_draft
from exercises.models import Exercise, Lane
from exercises.submitting import submit
from exercises.workbench import read_workbench

HANDED_IN = "def neuron(x, w, b):\n    return x @ w + b\n"


def test_a_draft_is_newer_than_the_results_once_another_text_stands_in_it(learner: User, stranger: User) -> None:
    load_curriculum(Path(settings.CURRICULUM_DIR))
    exercise = Exercise.objects.select_related("published", "stage").get(slug="one-neuron")

    def is_newer(person: User) -> bool:
        return bool(read_workbench(learner=person, exercise=exercise).as_context()["draft_is_newer"])

    save_draft(learner=learner, exercise=exercise, source=HANDED_IN, revision=0)
    assert not is_newer(learner), "nothing was handed in"
    submit(learner=learner, exercise=exercise, source=HANDED_IN, lane=Lane.RUN, network="")
    assert not is_newer(learner)
    save_draft(learner=learner, exercise=exercise, source=HANDED_IN + "# more\n", revision=1)
    assert is_newer(learner)
    assert not is_newer(stranger)
