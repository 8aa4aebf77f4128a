"""Addresses of people. What allauth has beyond these answers 404; it asks for its own by the names it knows."""

from __future__ import annotations

from django.urls import path, re_path

from accounts import (
    account_views,
    elsewhere_views,
    email_views,
    own_data_views,
    password_views,
    two_factor_views,
    views,
)
from accounts.elsewhere import PROVIDER
from accounts.entrance import as_if_nobody, with_account
from accounts.never_compressed import all_never_compressed
from accounts.own_language import choose_language

sign_in = as_if_nobody(views.SignIn.as_view())
sign_up = as_if_nobody(views.SignUp.as_view())
account = with_account(account_views.account)
there = {"provider_id": PROVIDER}

entering = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/code/", as_if_nobody(two_factor_views.Ask.as_view()), name="mfa_authenticate"),
    path("sign-in/again/", views.start_over, name="start_over"),
    path("sign-up/", sign_up, name="account_signup"),
    path("leave/", views.leave, name="leave"),
    path("account/elsewhere/", elsewhere_views.go, there, name="openid_connect_login"),
    path("account/elsewhere/back/", as_if_nobody(elsewhere_views.come_back), there, name="openid_connect_callback"),
]

coming_back = [
    path("account/reset/", as_if_nobody(password_views.AskForLink.as_view()), name="account_reset_password"),
    path("account/reset/sent/", as_if_nobody(password_views.LinkSent.as_view()), name="account_reset_password_done"),
    re_path(
        r"^account/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
        as_if_nobody(password_views.NewPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "account/reset/done/",
        as_if_nobody(password_views.NewPasswordSet.as_view()),
        name="account_reset_password_from_key_done",
    ),
    path("account/recover/", as_if_nobody(password_views.Recover.as_view()), name="account_recover"),
    path("account/email/<str:key>/", as_if_nobody(email_views.ConfirmEmail.as_view()), name="account_confirm_email"),
]

own_account = [
    path("account/", account, name="account"),
    path("account/", account, name="mfa_index"),
    path("account/name/", with_account(account_views.rename), name="account_rename"),
    path("account/email/", with_account(email_views.Email.as_view()), name="account_email"),
    path("account/password/", with_account(password_views.Change.as_view()), name="account_change_password"),
    path("account/password/set/", with_account(password_views.Set.as_view()), name="account_set_password"),
    path("account/recovery-code/", with_account(account_views.recovery_code), name="account_recovery_code"),
    path("account/sessions/", with_account(account_views.sessions), name="account_sessions"),
    path(
        "account/sessions/others/end/",
        with_account(account_views.end_other_sessions),
        name="account_end_other_sessions",
    ),
    path("account/sessions/end/", with_account(account_views.end_sessions), name="account_end_sessions"),
    path("account/merge/", with_account(account_views.merge), name="account_merge"),
    path(
        "account/elsewhere/connected/",
        with_account(elsewhere_views.Connected.as_view()),
        name="socialaccount_connections",
    ),
    path("account/again/", with_account(password_views.Again.as_view()), name="account_reauthenticate"),
    path("account/again/code/", with_account(two_factor_views.Again.as_view()), name="mfa_reauthenticate"),
    path("account/second-factor/on/", with_account(two_factor_views.TurnOn.as_view()), name="mfa_activate_totp"),
    path("account/second-factor/off/", with_account(two_factor_views.TurnOff.as_view()), name="mfa_deactivate_totp"),
    path(
        "account/second-factor/codes/",
        with_account(two_factor_views.WrittenCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/second-factor/codes/new/",
        with_account(two_factor_views.NewWrittenCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
]

own_data = [
    path("account/export/", own_data_views.export, name="account_export"),
    path("account/delete/", own_data_views.delete, name="account_delete"),
    path("account/deleted/", own_data_views.deleted, name="account_deleted"),
    path("account/audit/", own_data_views.audit, name="account_audit"),
]

choices = [path("i18n/setlang/", choose_language, name="set_language")]

# Codes, keys of links, second factors: what opens an account stands on these pages.
urlpatterns = [*all_never_compressed([*entering, *coming_back, *own_account]), *own_data, *choices]
