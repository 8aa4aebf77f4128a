"""A person, with an account or as a guest, and the counts behind rate limits."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """How pages look."""

    SYSTEM = "system", _("Like the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractUser):
    """Someone who learns or teaches. A guest is known by their session alone."""

    is_guest = models.BooleanField(_("guest"), default=False)
    guest_since = models.DateTimeField(_("guest since"), null=True, blank=True)
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)
    recovery_code = models.CharField(_("recovery code, hashed"), max_length=128, blank=True, default="")
    # Raised to end all sessions: what a session holds of its person no longer fits then.
    sessions_ended = models.PositiveIntegerField(_("how often all sessions were ended"), default=0)
    # Empty: whoever has chosen nothing follows the browser.
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, blank=True, default="")

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

    def get_session_auth_hash(self) -> str:
        """What each session of this person holds: a session with another one is over."""
        return self._of_this_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each earlier secret key."""
        yield from map(self._of_this_round, super().get_session_auth_fallback_hash())

    def _of_this_round(self, session_hash: str) -> str:
        if not self.sessions_ended:
            return session_hash
        return salted_hmac("accounts.sessions_ended", f"{session_hash}{self.sessions_ended}").hexdigest()


class RateWindow(models.Model):
    """When someone (a keyed hash, never an address) last did something that is limited."""

    key = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list)
    changed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class AuditAction(models.TextChoices):
    """What someone who teaches did with a learner's work."""

    LOOKED_AT_SUBMISSION = "looked_at", _("looked at a submission")
    QUEUED_AGAIN = "queued_again", _("had a submission checked again")
    LOOKED_AT_LEARNER = "looked_at_page", _("looked at the page about a learner")


class AuditEvent(models.Model):
    """Who looked at or changed what about whom, and when. Nothing changes it; it goes only with `about`.

    `actor_name` stays where the actor's account is gone: whoever looked cannot take the trace away.
    """

    about = models.ForeignKey(User, on_delete=models.CASCADE, related_name="audit_events")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=16, choices=AuditAction)
    subject = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    happened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("entries of the audit log")
        indexes = [models.Index(fields=["about", "happened_at"], name="audit_events_about_someone")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.number}"
