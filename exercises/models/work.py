"""A learner's work: the draft of an exercise and what was handed in."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.catalogue import Exercise, ExerciseVersion


class Lane(models.TextChoices):
    """Which queue a submission stands in. Workers serve them in this order."""

    RUN = "run", _("Run")
    SUBMIT = "submit", _("Submit")
    REGRADE = "regrade", _("Regrade")


class Purpose(models.TextChoices):
    """What a worker does with a submission: say whether it passes, follow one of its functions, run Scratch, or say
    whether it would pass another version. One that is kept is a draft that gave way: no worker ever sees it."""

    GRADE = "grade", _("grade")
    TRACE = "trace", _("shape trace")
    SCRATCH = "scratch", _("Scratch")
    REGRADE = "regrade", _("regrade")
    KEPT = "kept", _("kept draft")


# What the history of an exercise lists: attempts, and drafts that gave way to others.
IN_HISTORY = (Purpose.GRADE, Purpose.KEPT)


class State(models.TextChoices):
    """Where a submission is on its way to a verdict."""

    QUEUED = "queued", _("queued")
    GRADING = "grading", _("grading")
    GRADED = "graded", _("graded")
    COULD_NOT_CHECK = "could_not_check", _("could not check")
    SUPERSEDED = "superseded", _("superseded by a newer one")
    CANCELLED = "cancelled", _("stopped")


FINAL_STATES = frozenset({State.GRADED, State.COULD_NOT_CHECK, State.SUPERSEDED, State.CANCELLED})


class Draft(models.Model):
    """What stands in a learner's editor. `revision` grows with each save, so that two tabs notice each other."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="drafts")
    source = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        constraints = [models.UniqueConstraint(fields=["learner", "exercise"], name="one_draft_per_exercise")]

    def __str__(self) -> str:
        return f"{self.exercise_id} r{self.revision}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions of all purposes."""

    def attempts(self) -> Self:
        """What the learner ran and handed in: all that counts for them and for those who teach them."""
        return self.filter(purpose=Purpose.GRADE)

    def versions(self) -> Self:
        """What the history of an exercise lists."""
        return self.filter(purpose__in=IN_HISTORY)


class Submission(models.Model):
    """Something a learner ran or handed in, pinned to the version it is graded with.

    A shape trace goes the same way and is no attempt: its result stands in `trace`, it has no verdict.
    Nor is a run of Scratch: its verdict has no checks.

    While it is graded, `claim` is the token of the one worker that may write its result, and `lease_until`
    is how long that worker may go without saying that it is alive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(ExerciseVersion, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    lane = models.CharField(max_length=8, choices=Lane)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.GRADE, db_default=Purpose.GRADE)
    # The function to follow; any of the exercise's if it is empty.
    function = models.CharField(max_length=100, blank=True, default="", db_default="")
    # What Scratch executes after the source.
    scratch = models.TextField(blank=True, default="", db_default="")
    # The result that this one is compared with, where it is a regrade.
    regrade_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="regrades")

    claim = models.UUIDField(null=True, blank=True)
    claimed_by = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    stop_requested = models.BooleanField(default=False)
    faults = models.PositiveSmallIntegerField(default=0)
    last_fault = models.TextField(blank=True)

    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    outcome = models.CharField(max_length=16, blank=True)
    ending = models.CharField(max_length=32, blank=True)
    fault = models.CharField(max_length=16, blank=True)
    score = models.FloatField(null=True, blank=True)
    verdict = models.JSONField(null=True, blank=True)
    trace = models.JSONField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "exercise", "purpose", "number"], name="submissions_of_a_purpose_are_numbered"
            ),
            models.CheckConstraint(
                name="grading_means_claimed",
                condition=models.Q(state=State.GRADING, claim__isnull=False, lease_until__isnull=False)
                | (~models.Q(state=State.GRADING) & models.Q(claim__isnull=True)),
            ),
            models.CheckConstraint(
                name="final_means_ended",
                condition=models.Q(state__in=[State.QUEUED, State.GRADING], ended_at__isnull=True)
                | (~models.Q(state__in=[State.QUEUED, State.GRADING]) & models.Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            # Only the few rows on their way are in these two: they stay small however many are graded.
            models.Index(
                fields=["lane", "learner", "queued_at"],
                name="queued_submissions",
                condition=models.Q(state="queued"),
            ),
            models.Index(fields=["lease_until"], name="leases", condition=models.Q(state="grading")),
            models.Index(fields=["learner", "started_at"], name="learners_share"),
            models.Index(fields=["exercise", "lane", "queued_at"], name="submissions_of_an_exercise"),
            # Holds all that is asked about everybody's tries at once: the rows themselves, with code, are not read.
            # By its key, the last of them, what was found in a try leads to its learner.
            models.Index(
                fields=["exercise", "learner", "purpose", "queued_at", "outcome", "lane", "id"],
                name="tries_of_everybody",
            ),
            models.Index(fields=["queued_at"], name="faults_of_ours", condition=models.Q(faults__gt=0)),
            models.Index(
                fields=["ended_at"], name="unchecked_submissions", condition=models.Q(state="could_not_check")
            ),
            # Holds all that /metrics asks about the gradings of a day.
            models.Index(
                fields=["ended_at", "state", "lane", "purpose", "outcome", "queued_at", "started_at"],
                name="what_ended_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane} {self.number} {self.state}"

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in FINAL_STATES
