"""A person, with an account or as a guest, and the counts behind rate limits."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Someone who learns or teaches. A guest is known by their session alone."""

    is_guest = models.BooleanField(_("guest"), default=False)
    guest_since = models.DateTimeField(_("guest since"), null=True, blank=True)
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="guest_has_a_beginning",
                condition=models.Q(is_guest=False) | models.Q(guest_since__isnull=False),
            ),
            models.CheckConstraint(
                name="guest_has_no_powers",
                condition=models.Q(is_guest=False) | models.Q(is_staff=False, is_superuser=False),
            ),
        ]
        indexes = [models.Index(fields=["is_guest", "last_seen"], name="guests_by_last_seen")]

    def __str__(self) -> str:
        return str(_("Guest")) if self.is_guest else self.get_full_name() or self.username


class RateWindow(models.Model):
    """When someone (a keyed hash, never an address) last did something that is limited."""

    key = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list)
    changed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
