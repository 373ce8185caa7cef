"""The browser and the device that a User-Agent tells of, in words; it may lie, and is only shown."""

from __future__ import annotations

import re

from flask_babel import gettext as _

# The first that fits: each of them also calls itself by the name of those that follow.
_BROWSERS = (
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_PHONES = re.compile(r"iPhone|Android.*Mobile")
_TABLETS = re.compile(r"iPad|Android")


def browser_words(agent: str) -> str:
    """``Chrome on Android``; what is unknown is said to be."""
    browser = next((words for mark, words in _BROWSERS if mark in agent), "")
    device = next((words for mark, words in _DEVICES if mark in agent), "")
    if browser and device:
        return _("%(browser)s on %(device)s", browser=browser, device=device)
    return browser or device or _("A browser that does not say its name")


def browser_icon(agent: str) -> str:
    """An icon of the sprite: a phone, a tablet, or a screen."""
    if _PHONES.search(agent):
        return "smartphone"
    return "tablet" if _TABLETS.search(agent) else "monitor"
