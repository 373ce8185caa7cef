"""The sections of Settings, each a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import lazy_gettext

from web.context import user


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the list. Some are for owners only."""

    label: str
    hint: str
    icon: str
    endpoint: str
    owners: bool = True


_SECTIONS = (
    Section(
        lazy_gettext("You"),
        lazy_gettext("Your name, your password, where you are signed in"),
        "circle-user-round",
        "settings_you.index",
        owners=False,
    ),
    Section(
        lazy_gettext("Look"),
        lazy_gettext("Light or dark, larger letters, language"),
        "sun-moon",
        "settings_look.index",
        owners=False,
    ),
    Section(
        lazy_gettext("Saved replies"),
        lazy_gettext("Words that you write often"),
        "message-square-text",
        "replies.index",
        owners=False,
    ),
    Section(
        lazy_gettext("Fields"),
        lazy_gettext("What else you want to know of people"),
        "list-plus",
        "own_fields.index",
    ),
    Section(
        lazy_gettext("Shop"),
        lazy_gettext("Name, country, time zone, opening hours"),
        "store",
        "settings_shop.index",
    ),
    Section(lazy_gettext("People"), lazy_gettext("Who may use this page"), "users-round", "people.index"),
    Section(
        lazy_gettext("Use it from your phone"),
        lazy_gettext("Open this page to your shop's network"),
        "smartphone",
        "network.index",
    ),
    Section(
        lazy_gettext("Texting rules"),
        lazy_gettext("Longest text, special letters, protection against sending twice"),
        "sliders-horizontal",
        "settings_rules.index",
    ),
    Section(
        lazy_gettext("Quiet hours"),
        lazy_gettext("When nobody is woken by your broadcasts"),
        "moon-star",
        "settings_quiet.index",
    ),
    Section(
        lazy_gettext("Opt-out words"),
        lazy_gettext("How people leave and come back, and what they are answered"),
        "hand",
        "opt_out.index",
    ),
    Section(
        lazy_gettext("Sign-up page"),
        lazy_gettext("How people join, at the counter or by a printed code"),
        "user-round-plus",
        "sign_up_settings.index",
    ),
    Section(
        lazy_gettext("Backup"),
        lazy_gettext("Copies of everything, and back again"),
        "hard-drive",
        "backup.index",
    ),
    Section(
        lazy_gettext("Keeping texts"),
        lazy_gettext("How long texts stay"),
        "archive",
        "settings_keeping.index",
    ),
    Section(lazy_gettext("Log"), lazy_gettext("Who did what, and when"), "scroll-text", "deeds.index"),
    Section(lazy_gettext("API keys"), lazy_gettext("For your own programs"), "key-round", "keys.index"),
    Section(
        lazy_gettext("About"),
        lazy_gettext("Version, size, licences"),
        "info",
        "settings_about.index",
        owners=False,
    ),
)


def sections() -> list[Section]:
    """Those that the person who asks may open."""
    known = current_app.view_functions
    is_owner = user().role == "owner"
    return [one for one in _SECTIONS if one.endpoint in known and (is_owner or not one.owners)]
