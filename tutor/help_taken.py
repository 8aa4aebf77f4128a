"""How many hints a learner opened on each exercise, for their progress page."""

from __future__ import annotations

from django.db.models import Count, Q

from accounts.models import User
from exercises.help_taken import HelpTaken, register_help_source
from tutor.models import HintShown

# From here on a ladder works the case through: of a diagnosis its fourth rung, of a task its last one.
DEEP = Q(ladder__startswith="diagnosis:", rung__gte=3) | Q(ladder__startswith="task:", rung__gte=2)


def register() -> None:
    """Let the progress page count hints."""
    register_help_source(hints_taken)


def hints_taken(learner: User) -> dict[int, HelpTaken]:
    """By the exercises' keys."""
    rows = HintShown.objects.filter(learner=learner).order_by().values("exercise_id")
    counted = rows.annotate(hints=Count("pk"), deep=Count("pk", filter=DEEP))
    return {row["exercise_id"]: HelpTaken(row["hints"], is_deep=row["deep"] > 0) for row in counted}
