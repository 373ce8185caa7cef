"""Quiet hours, as the owner sets them on the page."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from modemsms.services import Services
from modemsms.services.quiet import QuietRules
from tests.desk import Desk
from tests.web.plain import PlainBrowser

PATH = "/settings/quiet"


def test_the_owner_sets_them(owner: PlainBrowser, services: Services) -> None:
    page = owner.open("/settings")
    assert "Quiet hours" in page.words

    page = owner.open(PATH)
    form = page.form(PATH)
    assert (form.fields["begins"], form.fields["ends"], form.fields.get("on")) == ("21:00", "08:00", None)
    page = owner.submit(form, on="1", begins="19:30", ends="09:15", days=["5", "6"], holidays=None)

    assert page.path == PATH
    assert services.quiet_hours.rules() == QuietRules(
        begins=time(19, 30), ends=time(9, 15), days=frozenset({5, 6}), holidays=False
    )
    assert page.form(PATH).repeated["days"] == ["5", "6"]
    assert services.deeds.latest()[0].deed == "quiet_hours_changed"


def test_they_can_be_switched_off(owner: PlainBrowser, services: Services) -> None:
    owner.submit(owner.open(PATH).form(PATH), on="1")
    assert services.quiet_hours.rules().on

    owner.submit(owner.open(PATH).form(PATH), on=None)

    assert not services.quiet_hours.rules().on


def test_at_night_the_page_says_until_when_it_is_quiet(owner: PlainBrowser, desk: Desk) -> None:
    owner.submit(owner.open(PATH).form(PATH), on="1")
    assert "It is quiet now" not in owner.open(PATH).words

    desk.clock.now = datetime(2026, 3, 2, 23, tzinfo=UTC)

    assert (
        "It is quiet now in your shop’s own time zone, until Tuesday, 3 March 2026, 08:00"
        in owner.open(PATH).words
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"begins": "08:00"}, "Choose two different times."),
        ({"begins": "late"}, "Choose a time of the day"),
        ({"ends": "25:00"}, "Choose a time of the day"),
        ({"ends": ""}, "Choose a time of the day"),
        ({"days": list("0123456")}, "Leave at least one day"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    owner: PlainBrowser, services: Services, said: dict[str, object], sentence: str
) -> None:
    page = owner.submit(owner.open(PATH).form(PATH), **said)

    assert page.status == 422
    assert sentence in page.words
    assert services.quiet_hours.rules() == QuietRules(on=False)


def test_what_was_typed_stays_when_it_is_refused(owner: PlainBrowser) -> None:
    page = owner.submit(owner.open(PATH).form(PATH), begins="late", days=["6"], on=None)

    form = page.form(PATH)
    assert form.fields["begins"] == "late"
    assert form.repeated["days"] == ["6"]
    assert "on" in form.unticked


def test_it_speaks_spanish(owner: PlainBrowser) -> None:
    owner.submit(owner.open("/settings/look").form("/settings/look"), language="es")

    page = owner.submit(owner.open(PATH).form(PATH), begins="08:00")

    assert "Horas de silencio" in page.words
    assert "Elige dos horas distintas" in page.words
    assert "Lunes" in page.words


def test_staff_cannot_reach_them(staff: PlainBrowser) -> None:
    assert staff.open(PATH).status == 403
    assert "Quiet hours" not in staff.open("/settings").words
