"""`python -m config.benching.seeding N`: make N learners with an account and print their session keys as JSON."""

from __future__ import annotations

import json
import os
import sys

import django


def sign_in(count: int) -> list[str]:
    """Make `count` learners who are signed in and have been here a moment ago; return their session keys."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    keys = []
    users = get_user_model().objects
    offset = users.count()
    for number in range(count):
        user = users.create_user(username=f"bench-{offset + number}", last_seen=timezone.now())
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        keys.append(str(session.session_key))
    return keys


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.stdout.write(json.dumps(sign_in(int(sys.argv[1]))))
