"""Which of their earlier functions a learner carries on: their own, or the reference's."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.catalogue import Exercise


class Carry(models.TextChoices):
    """Whose function later exercises import."""

    OWN = "own", _("own")
    REFERENCE = "reference", _("the reference's")


class CarryChoice(models.Model):
    """A recorded choice for one function of an earlier exercise, `exercise`.

    The reference's, for an exercise that is not passed, means: skipped, and the learner has seen it.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="carry_choices")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    function = models.CharField(max_length=100)
    choice = models.CharField(max_length=9, choices=Carry)
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("choice of what to carry on")
        constraints = [
            models.UniqueConstraint(fields=["learner", "exercise", "function"], name="one_choice_per_function"),
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.choice}"
