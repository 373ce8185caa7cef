"""What a shop has that writes to many: for the tests that look at every page."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from modemsms.services import Services
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Letter
from modemsms.services.filters import Rule, Rules
from modemsms.services.imports import LOOK
from modemsms.services.patterns import Days
from modemsms.services.recurrence import Recurrence
from tests.desk import Desk

NUMBERS = tuple(f"+447700903{n:03}" for n in range(6))
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfreundin"
SECONDS = 20.0

ELSEWHERE = (
    "/reports",
    "/settings/fields",
    "/settings/opt-out",
    "/settings/sign-up",
    "/settings/sign-up/poster",
)


def with_bulk(desk: Desk, services: Services) -> list[str]:
    """Add some of everything to a shop with a modem; the addresses of pages that a walk would meet otherwise."""
    group = desk.groups.add(f"{LONG} und Freunde")
    people = [desk.contacts.add(f"{LONG} {n}", [number]).id for n, number in enumerate(NUMBERS)]
    desk.groups.put_in(group.id, people)
    desk.contacts.add(f"{LONG} 1", ["+447700903900"])
    services.fields.add("Favourite tea", "text")
    services.filters.put("In German", Rules((Rule("language", "is", "de"),)))
    came_in = services.imports.take_in(
        [b"Name;Phone\r\nDora;07700 903801\r\nEmil;12\r\n"], "people.csv", "Ann"
    )
    assert services.errands.is_over(LOOK, SECONDS)
    running = services.broadcasts.create(Letter(f"Bread for {{first_name|you}} {LONG}", _all(group.id)))
    services.broadcasting.run(desk.clock())
    desk.accepted(desk.take())
    services.broadcasting.run(desk.clock())
    again = Recurrence(Days(), time(12), date(2026, 3, 2), ZoneInfo("Europe/London"))
    daily = services.broadcasts.create(Letter(f"Lunch {LONG}", _all(group.id), recurrence=again))
    later = desk.clock() + timedelta(hours=3)
    planned = services.broadcasts.create(Letter(f"Cake {LONG}", _all(group.id), send_at=later))
    pages = [f"/broadcasts/{one.id}" for one in (running, daily, planned)]
    imported = [f"/contacts/import/{came_in}", "/contacts/import", "/contacts/filter", "/contacts/twice"]
    return [*pages, *imported, f"/broadcasts/{planned.id}/edit", "/broadcasts", "/broadcasts/new", *ELSEWHERE]


def _all(group_id: int) -> Audience:
    return Audience(Picks(groups=(group_id,)))
