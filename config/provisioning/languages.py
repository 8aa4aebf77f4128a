"""The catalogues that Django reads (`.mo`), compiled from those that people write (`locale/**/*.po`)."""

from __future__ import annotations

from pathlib import Path

from config.provisioning.commands import run_logged
from config.provisioning.progress import step
from config.provisioning.stamps import fingerprint, is_current

COMPILE = ("-m", "babel.messages.frontend", "compile", "--directory", "locale", "--domain", "django")


def provide_languages(folder: Path, python: Path) -> None:
    """Compile what is not compiled yet.

    Raises Problem.
    """
    catalogues = sorted((folder / "locale").glob("*/LC_MESSAGES/django.po"))
    stamp = folder / "locale" / ".stamp"
    compiled_for = fingerprint(catalogues)
    is_compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    if not catalogues or (is_compiled and is_current(stamp, compiled_for)):
        return
    with step("Compiling the languages"):
        run_logged([str(python), *COMPILE], purpose="Compiling the languages", folder=folder)
    stamp.write_text(compiled_for, encoding="ascii")
