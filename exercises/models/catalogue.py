"""The catalogue: stages, their exercises, and each published version of an exercise."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Stage(models.Model):
    """A camp on the way up: exercises that belong together."""

    slug = models.SlugField(max_length=64, unique=True)
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    # What is reached where this stage ends, if its end is a summit.
    summit = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("stage")

    def __str__(self) -> str:
        return self.title


class Exercise(models.Model):
    """One exercise, the same through all its versions. What lists need stands here, not in the bundle."""

    uuid = models.UUIDField(unique=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="exercises")
    slug = models.SlugField(max_length=64, unique=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    concepts = models.JSONField(default=list)
    # Slugs, in the author's order; one that is not in the catalogue is left out where it is shown.
    requires = models.JSONField(default=list)
    published = models.ForeignKey(
        "exercises.ExerciseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["stage__number", "position"]
        verbose_name = _("exercise")
        indexes = [models.Index(fields=["stage", "position"], name="exercises_in_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The exercise page. Reads the stage: select it together with the exercise."""
        return reverse("exercise", args=[self.stage.slug, self.slug])


class ExerciseVersion(models.Model):
    """An exercise exactly as it was when its content had this hash; never changed once it is stored.

    `bundle` is what the grader reads (`grader.Bundle.from_bytes`); the other fields are what the
    exercise page shows, worked out once. Queries that do not grade leave `bundle` out with `defer`.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="versions")
    content_hash = models.CharField(max_length=71)
    bundle = models.BinaryField()
    starter = models.TextField()
    statement_html = models.TextField(blank=True)
    tasks = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    functions = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of an exercise")
        constraints = [
            models.UniqueConstraint(fields=["exercise", "content_hash"], name="one_version_per_content"),
        ]

    def __str__(self) -> str:
        return self.content_hash[:19]
