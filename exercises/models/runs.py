"""What a reference did when the curriculum was loaded: pages draw it, so that their pictures are true."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordedRun(models.Model):
    """The figures of one run. `recipe` says of which sources and settings; another recipe, another run."""

    name = models.SlugField(max_length=64, unique=True)
    recipe = models.CharField(max_length=100)
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("recorded run")

    def __str__(self) -> str:
        return self.name
