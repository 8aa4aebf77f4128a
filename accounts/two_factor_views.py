"""The second factor: turn it on and off, see its written codes once, show that one has it."""

from __future__ import annotations

from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView

from accounts.views import SaysWhenPaused


class Ask(SaysWhenPaused, AuthenticateView):  # type: ignore[misc]
    """The code after the password."""

    template_name = "mfa/authenticate.html"


class Again(SaysWhenPaused, ReauthenticateView):  # type: ignore[misc]
    """The code once more, before something that could take the account away."""

    template_name = "mfa/reauthenticate.html"


class TurnOn(SaysWhenPaused, ActivateTOTPView):  # type: ignore[misc]
    """A picture for the app, and its first code."""

    template_name = "mfa/turn_on.html"


class TurnOff(DeactivateTOTPView):  # type: ignore[misc]
    """Asks once more."""

    template_name = "mfa/turn_off.html"


class WrittenCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """Ten codes for the day on which the app is gone, shown once."""

    template_name = "mfa/written_codes.html"


class NewWrittenCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Ten others; those until now count no more."""

    template_name = "mfa/new_written_codes.html"
