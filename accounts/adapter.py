"""What allauth asks this site while somebody signs up, signs in or changes how they do."""

from __future__ import annotations

import logging
from http import HTTPStatus
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.carrying_choices import carry_choices
from accounts.client_address import client_network
from accounts.entrance import guest_of
from accounts.form_dress import Words
from accounts.guessing import Wrong, guess, refusal_of
from accounts.merging import add_work, set_aside, waiting_guest
from accounts.models import User
from accounts.notices import TOLD_TO_THE_ADDRESS_BEFORE, confirmed_address, what_a_notice_knows
from accounts.own_language import in_language_of
from accounts.own_sessions import NO_ADDRESS
from accounts.rate_limits import LimitReached
from accounts.refusals import refuse
from accounts.seen import begin_noting
from accounts.sending_mail import Kind, may_send
from accounts.signing_up import NameTaken, begin_account, clean_name

OWES_CODE = "owes_a_recovery_code"
# Among the words that allauth carries along with a sign-in: it was made by a recovery code, which is used up.
RECOVERED = "recovered"
CHANGED_BY_SIGN_UP = ["username", "email", "password", "first_name", "last_name", "is_guest"]
logger = logging.getLogger(__name__)

CONFIRMATION_SENT = "account/messages/email_confirmation_sent.txt"
# What is worth saying on the next page; allauth's other messages only say what the page shows anyway.
SAID = {
    "account/messages/password_changed.txt": _("The password is changed. All other sessions have ended."),
    "account/messages/password_set.txt": _("The password is set. All other sessions have ended."),
    CONFIRMATION_SENT: _("A mail with a link is on its way to %(email)s."),
    "account/messages/email_confirmed.txt": _("%(email)s is confirmed."),
    "account/messages/email_confirmation_failed.txt": _(
        "%(email)s could not be confirmed here: another account has it confirmed."
    ),
    "account/messages/email_deleted.txt": _("%(email)s is removed."),
    "mfa/messages/totp_activated.txt": _("The second factor is on. From now on signing in asks for a code."),
    "mfa/messages/totp_deactivated.txt": _("The second factor is off."),
    "socialaccount/messages/account_disconnected.txt": _("It is disconnected. It opens your account no more."),
    "socialaccount/messages/account_connected_other.txt": _("That sign-in already belongs to another account here."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's own ways, with our limits, our guests and our words."""

    error_messages: ClassVar[dict[str, Words]] = {
        **DefaultAccountAdapter.error_messages,
        "duplicate_email": _("This address is on your account already."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has been used or has run out. Ask for a new one."),
        "username_taken": _("This user name is taken. Choose another one."),
    }

    # Entering

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The account that a name and a password open, with the tries limited by name and by address."""
        name = str(credentials.get("username") or credentials.get("email") or "")

        def check() -> User | None:
            found = super(AccountAdapter, self).authenticate(request, **credentials)
            return found if isinstance(found, User) and found.is_active else None

        try:
            return guess(secret="password", name=name, network=client_network(request), check=check)  # noqa: S106
        except (Wrong, LimitReached) as reason:
            raise refusal_of(reason, gettext("Name and password do not go together.")) from reason

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The limit is counted in `authenticate`, in the database that all processes share."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the session under a new key. A guest's session ends by it; what they did waits in the new one."""
        stay = request.session.get("_session_expiry")
        super().login(request, user)
        if stay is not None:
            request.session.set_expiry(stay)
        begin_noting(request)
        guest = guest_of(request)
        if guest is not None and guest.pk != user.pk:
            set_aside(request, guest)

    def post_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        *,
        email_verification: str,
        signal_kwargs: dict[str, Any] | None,
        email: str | None,
        signup: bool,
        redirect_url: str | None,
    ) -> HttpResponse:
        """Go on; before that, show a new account its recovery code and ask what becomes of a guest's work."""
        response: HttpResponse = super().post_login(
            request,
            user,
            email_verification=email_verification,
            signal_kwargs=signal_kwargs,
            email=email,
            signup=signup,
            redirect_url=redirect_url,
        )
        return _first_things_first(request, user, response, signup=signup, recovered=RECOVERED in (signal_kwargs or {}))

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Only someone whom another site vouches for comes here: a password alone is answered as a wrong one."""
        closed = gettext("This account is closed. Whoever runs this site can open it again.")
        return refuse(request, status=HTTPStatus.FORBIDDEN, code="account_closed", message=closed)

    # Signing up

    def new_user(self, request: HttpRequest) -> User:
        """The guest's own row, where a guest signs up: what they did stays theirs."""
        return begin_account(guest_of(request))

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Save once, with all that makes the account. Raises NameTaken."""
        super().save_user(request, user, form, commit=False)
        user.is_guest = False
        if commit:
            try:
                with transaction.atomic():
                    user.save(update_fields=CHANGED_BY_SIGN_UP if user.pk else None)
            except IntegrityError as taken:
                raise NameTaken(user.username) from taken
        return user

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """A name spelled one way, without what belongs to guests and addresses."""
        return str(super().clean_username(clean_name(username), shallow))

    # Going on

    def is_safe_url(self, url: str | None) -> bool:
        """Only a page of this very site, named by its whole path: pages hand on nothing else."""
        names_path = url is not None and url.startswith("/") and url.isprintable()
        return names_path and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Back to the account, or to the sign-in page for whoever is not in."""
        person = self.request.user
        is_in = isinstance(person, User) and not person.is_guest
        return reverse("account" if is_in else "sign_in")

    def is_ajax(self, request: HttpRequest) -> bool:
        """These pages are for people; there is one answer to a form."""
        return False

    # Saying

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our sentence for what allauth has to say, where there is one."""
        sentence = message or SAID.get(message_template or "")
        if message_template == CONFIRMATION_SENT and mail_stayed_here(request):
            level, sentence = (
                messages.ERROR,
                gettext("No mail could be sent to %(email)s now. Try it again in an hour."),
            )
        if sentence:
            known = {"email": (message_context or {}).get("email", "")}
            messages.add_message(request, level, str(sentence) % known, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, unless this address got many; a mail server that is down breaks no page."""
        with in_language_of(context.get("user")):
            if not self._has_sent(template_prefix, email, context, Kind.ASKED_FOR):
                self.request.mail_stayed_here = True

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell `user` of a change, where an address is confirmed; of its own end the address hears by `notices`."""
        address = None if template_prefix in TOLD_TO_THE_ADDRESS_BEFORE else confirmed_address(user)
        if address is not None:
            self.send_notice(template_prefix, user, to=address)

    def send_notice(self, template_prefix: str, user: AbstractBaseUser, *, to: str) -> None:
        """What has changed, and what to do about it; nobody waits for it, so no page says when it was not sent."""
        with in_language_of(user):
            self._has_sent(template_prefix, to, what_a_notice_knows(self.request, user), Kind.NOTICE)

    def _has_sent(self, template_prefix: str, email: str, context: dict[str, Any], kind: Kind) -> bool:
        if not may_send(to=email, network=client_network(self.request), kind=kind):
            return False
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("A mail could not be sent: %s", template_prefix)
            return False
        return True

    def get_client_ip(self, request: HttpRequest) -> str:
        """None: allauth would keep it beside each session and write it into mails."""
        return NO_ADDRESS


def mail_stayed_here(request: HttpRequest) -> bool:
    """Whether a mail that `request` asked for could not be sent."""
    return getattr(request, "mail_stayed_here", False)


def _first_things_first(
    request: HttpRequest, person: AbstractBaseUser, response: HttpResponse, *, signup: bool, recovered: bool
) -> HttpResponse:
    """What stands before the page that `response` leads to: a recovery code, the question what becomes of work."""
    if not isinstance(person, User):
        return response
    if signup:
        add_work(request, person)
        carry_choices(request, person)
    elif waiting_guest(request) is not None:
        response = _through("account_merge", to=response)
    if recovered or (signup and person.has_usable_password() and not person.email):
        request.session[OWES_CODE] = True
        response = _through("account_recovery_code", to=response)
    return response


def _through(page: str, *, to: HttpResponse) -> HttpResponse:
    return redirect(f"{reverse(page)}?{urlencode({'next': to['Location']})}")
