"""Django's settings. What an installation may change comes from the environment (`environment.py`)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from config.environment import database_settings, read_environment, socket_of
from config.environment_of_people import oidc_settings
from config.logs import logging_settings
from config.secret_key import read_or_make_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment(BASE_DIR)

ASCENT_DATA = ENVIRONMENT.data
ASCENT_DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
DEBUG = ENVIRONMENT.debug
SECRET_KEY = read_or_make_secret_key(ENVIRONMENT.secret_key_file, may_make=not ENVIRONMENT.secret_key_file_given)
ALLOWED_HOSTS = ENVIRONMENT.hosts
LOGGING = logging_settings(ASCENT_DATA / "logs")

INSTALLED_APPS = [
    "courses",
    "tutor",
    "exercises",
    "accounts",
    "config",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

# Static files never reach these: config/asgi.py serves them before Django is asked.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "exercises.probes.ProbesMiddleware",
    # Above all that may still change an answer.
    "config.compressing.CompressingMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.own_language.OwnLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.seen.SeenMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Database, broker, live events

DATABASES = {"default": database_settings(ENVIRONMENT.database_url, password=ENVIRONMENT.database_password)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BROKER_URL = ENVIRONMENT.broker_url
EVENTS_URL = ENVIRONMENT.events_url
# The socket of the Redis that `./run` starts itself; None where an operator named another broker.
EMBEDDED_REDIS_SOCKET = socket_of(BROKER_URL, within=ASCENT_DATA)

# People and sessions

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in ("Argon2PasswordHasher", "PBKDF2PasswordHasher")]
# The second holds the sessions of guests, whom nothing but their session knows.
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_NAME = "ascent_session"
SESSION_COOKIE_AGE = 90 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.behind_tls
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = ENVIRONMENT.behind_tls
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins
CSRF_FAILURE_VIEW = "accounts.refusals.csrf_failure"

# Signing up and in (allauth). Its own limits count in each process alone: ours count in the database.

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username", "email", "password1*"]
# It wants one of the two names to be required; our form asks for either.
SILENCED_SYSTEM_CHECKS = ["account.W001"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
# An address that is taken signs up all the same, unconfirmed: so no answer tells that it is.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.behind_tls else "http"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_form.SignInForm",
    "signup": "accounts.sign_up_form.SignUpForm",
    "add_email": "accounts.email_form.EmailForm",
    "change_password": "accounts.password_forms.ChangeForm",
    "set_password": "accounts.password_forms.SetForm",
    "reset_password": "accounts.password_forms.AskForLinkForm",
    "reset_password_from_key": "accounts.password_forms.NewPasswordForm",
    "reauthenticate": "accounts.password_forms.PasswordAgainForm",
}
MFA_ADAPTER = "accounts.two_factor.TwoFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.two_factor.CodeForm",
    "reauthenticate": "accounts.two_factor.CodeAgainForm",
    "activate_totp": "accounts.two_factor.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ascent"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "accounts.elsewhere.ElsewhereAdapter"
SOCIALACCOUNT_FORMS = {"disconnect": "accounts.elsewhere_form.DisconnectingForm"}
SOCIALACCOUNT_PROVIDERS = oidc_settings(ENVIRONMENT.oidc)

# Mail: to the log where no server is named

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENVIRONMENT.mail.host else 'console'}.EmailBackend"
EMAIL_HOST = ENVIRONMENT.mail.host
EMAIL_PORT = ENVIRONMENT.mail.port
EMAIL_HOST_USER = ENVIRONMENT.mail.user
EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.password
EMAIL_USE_SSL = ENVIRONMENT.mail.is_tls_from_start
EMAIL_USE_TLS = ENVIRONMENT.mail.is_tls_by_command
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail.sender
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# What leaves the server

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = ENVIRONMENT.behind_tls
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENVIRONMENT.behind_tls else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# 64 KB of source is at most 384 KB once JSON has escaped each character.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

# Static files: names carry a hash of the content, so browsers may keep them for ever.

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# esbuild writes frontend/dist; before the first build the folder is not there.
STATICFILES_DIRS = [
    folder for folder in (BASE_DIR / "frontend" / "dist", BASE_DIR / "frontend" / "icons") if folder.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Language and time

LANGUAGE_CODE = "en"
# Each in its own words; locale/ holds a whole catalogue for each but the first.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = ENVIRONMENT.behind_tls
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Who shows this token may read /metrics; without one only this machine may.
METRICS_TOKEN = ENVIRONMENT.metrics_token

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CURRICULUM_DIR = BASE_DIR / "curriculum"
