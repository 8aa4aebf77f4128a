"""The audit log: write what someone who teaches did with a learner's work, and read what was done with one's own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.models import AuditAction, AuditEvent, User
from accounts.personal_data import PersonalDataHandler, register_personal_data

EVENTS_SHOWN = 200


def register() -> None:
    """The entries about a person are theirs; those of what they did belong to whom they concern."""
    register_personal_data(_events_about())
    register_personal_data(_events_by())


def _events_about() -> PersonalDataHandler:
    return PersonalDataHandler(
        model=AuditEvent,
        field="about",
        merge=merge_events_about,
        export=export_events_about,
        delete=delete_events_about,
        is_trace=False,
        order=20,
        name="who-looked",
        count_in_words=lambda count: (
            ngettext(
                "%(count)d entry of who looked at your work", "%(count)d entries of who looked at your work", count
            )
            % {"count": count}
        ),
    )


def _events_by() -> PersonalDataHandler:
    return PersonalDataHandler(
        model=AuditEvent,
        field="actor",
        merge=merge_events_by,
        export=export_events_by,
        delete=leave_events_by,
        is_trace=False,
        order=20,
        name="what-you-looked-at",
    )


def record_event(*, actor: User, about: User, action: AuditAction, subject: str = "", number: int = 0) -> None:
    """Write that `actor` did something with work of `about`; nothing where both are the same person.

    `subject` and `number` name a submission; all of the work is named by neither.
    """
    if actor.pk == about.pk:
        return
    AuditEvent.objects.create(
        about=about,
        actor=actor,
        actor_name=actor.username,
        action=action,
        subject=subject[:200],
        number=number,
        happened_at=timezone.now(),
    )


def events_about(person: User) -> QuerySet[AuditEvent]:
    """What was done with the work of `person`, newest first."""
    return AuditEvent.objects.filter(about=person).order_by("-happened_at", "-pk")


def in_words(event: AuditEvent) -> str:
    """One sentence for the person concerned."""
    words = {"actor": event.actor_name, "number": event.number, "subject": event.subject}
    if event.action == AuditAction.LOOKED_AT_LEARNER:
        return gettext("%(actor)s looked at how far you are: tries, times, hints and mistakes.") % words
    if event.action == AuditAction.QUEUED_AGAIN:
        return gettext("%(actor)s had your submission %(number)d of “%(subject)s” checked again.") % words
    return gettext("%(actor)s looked at your submission %(number)d of “%(subject)s”.") % words


def merge_events_about(guest: User, account: User) -> None:
    """They go where the work goes."""
    AuditEvent.objects.filter(about=guest).update(about=account)


def merge_events_by(guest: User, account: User) -> None:
    """A guest teaches nobody, but no row may be left that leads to them."""
    AuditEvent.objects.filter(actor=guest).update(actor=account)


def export_events_about(person: User) -> list[dict[str, Any]]:
    """Who did what with the person's work, and when."""
    return [
        {
            "when": event.happened_at.isoformat(),
            "who": event.actor_name,
            "what": event.action,
            "exercise": event.subject,
            "submission": event.number or None,
        }
        for event in events_about(person)
    ]


def export_events_by(person: User) -> list[dict[str, Any]]:
    """What the person did with the work of others, whose names are not theirs to take along."""
    return [
        {"when": event.happened_at.isoformat(), "what": event.action, "exercise": event.subject}
        for event in AuditEvent.objects.filter(actor=person).order_by("-happened_at", "-pk")
    ]


def delete_events_about(person: User) -> None:
    """None of them is kept."""
    AuditEvent.objects.filter(about=person).delete()


def leave_events_by(person: User) -> None:
    """They stay with those whom they concern, and with the name of who it was."""
    AuditEvent.objects.filter(actor=person).update(actor=None)
