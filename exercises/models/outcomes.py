"""What a verdict said, in rows that can be counted, and the solution that a learner carries on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.catalogue import Exercise
from exercises.models.work import Submission


class CheckResult(models.TextChoices):
    """How one check ended."""

    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")
    NOT_RUN = "not_run", _("not run")


class CheckOutcome(models.Model):
    """How one check of one submission ended."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="check_outcomes")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    check_id = models.CharField(max_length=100)
    outcome = models.CharField(max_length=8, choices=CheckResult)

    class Meta:
        verbose_name = _("outcome of a check")
        constraints = [
            models.UniqueConstraint(fields=["submission", "check_id"], name="one_outcome_per_check"),
        ]
        indexes = [models.Index(fields=["exercise", "check_id", "outcome"], name="pass_rate_of_a_check")]

    def __str__(self) -> str:
        return f"{self.check_id} {self.outcome}"


class DiagnosisFound(models.Model):
    """A mistake that the grader named in a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="diagnoses_found")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    diagnosis_id = models.CharField(max_length=100)
    place = models.CharField(max_length=200, blank=True)
    certainty = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("diagnosis")
        constraints = [
            models.UniqueConstraint(fields=["submission", "diagnosis_id", "place"], name="one_diagnosis_per_place"),
        ]
        indexes = [models.Index(fields=["exercise", "diagnosis_id"], name="misconceptions_of_exercise")]

    def __str__(self) -> str:
        return self.diagnosis_id


class Solution(models.Model):
    """The passing submission whose code later exercises of this learner import."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="solutions")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="solutions")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    first_passed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("solution")
        constraints = [
            models.UniqueConstraint(fields=["learner", "exercise"], name="one_solution_per_exercise"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id}"
