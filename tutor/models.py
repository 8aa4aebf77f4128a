"""Which hints were shown to whom, and over which code."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models import Exercise, Submission


class HintShown(models.Model):
    """One rung of one ladder, opened by a learner.

    `ladder` names the diagnosis or the task; `fingerprint` is the code's at that moment, so that
    the next rung knows whether the code has changed since.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hints_shown")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ladder = models.CharField(max_length=120)
    rung = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64)
    shown_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hint that was shown")
        constraints = [
            models.UniqueConstraint(fields=["learner", "exercise", "ladder", "rung"], name="a_rung_opens_once"),
        ]
        indexes = [models.Index(fields=["exercise", "ladder", "rung"], name="hints_of_an_exercise")]

    def __str__(self) -> str:
        return f"{self.ladder} {self.rung}"
