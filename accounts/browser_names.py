"""Which browser a session is of, in words that people know it by."""

from __future__ import annotations

from django.utils.translation import gettext

# The first sign that is found counts: most browsers also name those they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Vivaldi/": "Vivaldi",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iOS",
    "iPad": "iPadOS",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_in_words(user_agent: str) -> str:
    """Its name and its system's, as far as `user_agent` tells them."""
    browser = _first_named(BROWSERS, user_agent)
    system = _first_named(SYSTEMS, user_agent)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or (
        gettext("a browser on %(system)s") % {"system": system} if system else gettext("another browser")
    )


def _first_named(names: dict[str, str], user_agent: str) -> str:
    return next((name for sign, name in names.items() if sign in user_agent), "")
