"""The worker processes that grade, as they report themselves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerState(models.TextChoices):
    """Whether a worker process takes work."""

    READY = "ready", _("ready")
    REFUSING = "refusing", _("refusing: its sandboxes do not hold")


class GradingWorker(models.Model):
    """One worker process. It says every few seconds that it is alive; why it refuses stands in `detail`."""

    identity = models.CharField(max_length=200, primary_key=True)
    state = models.CharField(max_length=8, choices=WorkerState)
    detail = models.TextField(blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("worker process")

    def __str__(self) -> str:
        return f"{self.identity} {self.state}"
