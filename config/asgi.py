"""The ASGI entry point: static files and live events beside Django, background work by lifespan."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_wsgi_application()

from config.routing import build_application  # noqa: E402  (Django's apps must be loaded first)

application = build_application(django_application)
