"""`manage.py makemessages`: bring the catalogues in `locale/` up to date with the code. Needs no GNU gettext."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.languages.catalogues import bring_up_to_date, catalogue_path, gaps, read_catalogue
from config.languages.extracting import strings_of_the_interface


class Command(BaseCommand):
    """Takes the place of Django's command of this name."""

    help = "Collect the strings of the interface into locale/ and list those that are not translated."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        """Write every catalogue, and say what it lacks."""
        strings = strings_of_the_interface(settings.BASE_DIR)
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            path = catalogue_path(settings.BASE_DIR, language)
            catalogue = read_catalogue(path, language)
            bring_up_to_date(catalogue, strings, path)
            missing = list(gaps(catalogue, strings))
            for gap in missing:
                self.stdout.write(f"{language}: {gap}")
            self.stdout.write(f"{language}: {len(strings)} strings, {len(missing)} to do")
