"""Where one can go: the places of the shop, as the bar at the side or under the thumb shows them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request
from flask_babel import lazy_gettext


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation, and the blueprints whose pages belong to it.

    A phone has room for five: a place that is *behind_more* stands on the page "More" there.
    """

    label: str
    icon: str
    endpoint: str
    blueprints: frozenset[str]
    behind_more: bool = False

    @property
    def is_here(self) -> bool:
        """Whether the page that is being made belongs to this place."""
        name = request.blueprint or ""
        return name in self.blueprints or name.partition("_")[0] in self.blueprints


# A blueprint named after a place, such as "settings_shop", belongs to it by its name.
PLACES = (
    Place(lazy_gettext("Home"), "house", "home.index", frozenset({"home", "texts"})),
    Place(
        lazy_gettext("Inbox"),
        "inbox",
        "inbox.index",
        frozenset({"inbox", "conversations", "composer", "messages", "order", "exports", "recipients"}),
    ),
    Place(
        lazy_gettext("Contacts"),
        "users",
        "contacts.index",
        frozenset({"contacts", "groups", "filters", "duplicates", "personal", "consents"}),
    ),
    Place(
        lazy_gettext("Scheduled"), "calendar-clock", "scheduled.index", frozenset({"scheduled", "mailings"})
    ),
    Place(
        lazy_gettext("Broadcasts"),
        "megaphone",
        "broadcasts.index",
        frozenset({"broadcasts", "broadcast_exports"}),
        behind_more=True,
    ),
    Place(
        lazy_gettext("Unsure"), "circle-question-mark", "unsure.tray", frozenset({"unsure"}), behind_more=True
    ),
    Place(lazy_gettext("Reports"), "chart-column", "reports.index", frozenset({"reports"}), behind_more=True),
    Place(
        lazy_gettext("Modems"),
        "radio-tower",
        "modems.cards",
        frozenset(
            {
                "modems",
                "modem",
                "devices",
                "codes",
                "sims",
                "self_tests",
                "test_texts",
                "walk",
                "doctor",
                "phones",
            }
        ),
        behind_more=True,
    ),
    Place(
        lazy_gettext("Settings"),
        "settings",
        "settings.index",
        frozenset(
            {
                "settings",
                "network",
                "people",
                "keys",
                "deeds",
                "backup",
                "restore",
                "replies",
                "opt_out",
                "sign_up_settings",
                "own_fields",
            }
        ),
        behind_more=True,
    ),
)


def places() -> list[Place]:
    """The places that this application has."""
    return [place for place in PLACES if place.endpoint in current_app.view_functions]
