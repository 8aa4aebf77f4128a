"""Each test process gets a data folder of its own, before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

# Unix sockets allow 107 characters: a short folder straight below the temporary one.
_data = Path(tempfile.mkdtemp(prefix="ascent-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)

os.environ["ASCENT_DATA"] = str(_data)
for name in ("BROKER_URL", "EVENTS_URL", "DATABASE_URL", "ASCENT_SECRET_KEY_FILE", "ASCENT_DEBUG"):
    os.environ.pop(name, None)
for name in ("ASCENT_HOSTS", "ASCENT_TRUSTED_ORIGINS", "ASCENT_METRICS_TOKEN_FILE", "DATABASE_PASSWORD_FILE"):
    os.environ.pop(name, None)
for name in [name for name in os.environ if name.startswith(("ASCENT_MAIL_", "ASCENT_OIDC_"))]:
    os.environ.pop(name)
if os.environ.get("ASCENT_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["ASCENT_TEST_DATABASE_URL"]

# A loaded machine is slow; that is no finding.
settings.register_profile("ascent", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ascent")
