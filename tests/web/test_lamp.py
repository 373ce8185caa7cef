"""The lamp on every page, and the settings about it."""

from __future__ import annotations

import pytest

from modemsms.driver import ModemState
from modemsms.services import Services
from modemsms.services.lamp import PATIENCE
from modemsms.store.messages import Reason
from tests.desk import ANNA, Desk
from tests.web.plain import Page, PlainBrowser

SILENT = Reason("silent", "The modem is connected and does not answer.")


@pytest.fixture
def well(desk: Desk) -> Desk:
    """Both modems are ready."""
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    return desk


def lamp(page: Page) -> str:
    return next(value for _, name, value in page.attributes if name == "data-lamp")


@pytest.mark.parametrize(
    "path", ["/", "/conversations/1", "/search?q=x", "/new", "/unsure", "/modems", "/contacts", "/settings"]
)
def test_it_is_on_every_page_in_words_too(owner: PlainBrowser, well: Desk, path: str) -> None:
    well.write(ANNA)

    page = owner.open(path)

    assert lamp(page) == "green"
    assert "The lamp is green." in page.words
    assert "The lamp is green. Everything works." in page.words


def test_amber_and_red_say_why_and_lead_to_the_page_that_helps(owner: PlainBrowser, well: Desk) -> None:
    well.modems.state_changed("spare", ModemState.UNAVAILABLE, SILENT)

    page = owner.open("/contacts")
    assert lamp(page) == "amber"
    assert "“spare”: The modem is connected and does not answer." in page.words
    well.clock.passes(seconds=PATIENCE.total_seconds() + 1)
    page = owner.open("/contacts")

    assert lamp(page) == "red"
    assert "Look at the modem" in page.words
    assert "/modems/spare" in page.links
    assert owner.open("/modems/spare").status == 200


def test_the_page_that_helps_may_have_a_name_with_blanks(owner: PlainBrowser, well: Desk) -> None:
    well.modems.add("back room", "/dev/ttyUSB7")

    assert "/modems/back%20room" in owner.open("/contacts").links


def test_the_owner_chooses_who_is_told(owner: PlainBrowser, services: Services) -> None:
    page = owner.submit(owner.open("/settings").form("/settings/owner"), owner_number="07700 900001")

    assert services.lamp.owner_number() == ANNA
    page = owner.submit(page.form("/settings/owner"), owner_number="nobody")
    assert page.status == 422
    assert "is not a phone number" in page.words
    assert page.form("/settings/owner").fields["owner_number"] == "nobody"


def test_the_owner_chooses_the_hour_of_the_self_test_or_none(owner: PlainBrowser, desk: Desk) -> None:
    form = owner.open("/settings").form("/settings/self-test")
    assert form.fields["hour"] == "5"

    owner.submit(form, hour="off")
    assert desk.self_tests.hour() is None
    page = owner.submit(form, hour="14")
    assert desk.self_tests.hour() == 14
    assert page.form("/settings/self-test").fields["hour"] == "14"
    assert owner.submit(form, hour="77").status == 422


def test_what_the_self_test_costs_is_said(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    assert "about 30 a month" in owner.open("/settings").words
    form = owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}")
    owner.submit(form, price_micros="0.09", currency="EUR")

    assert "about €2.70 a month" in owner.open("/settings").words


def test_staff_choose_neither(staff: PlainBrowser) -> None:
    token = staff.open("/settings").form("/sign-out").fields["csrf_token"]

    assert staff.post("/settings/owner", csrf_token=token, owner_number=ANNA).status == 403
    assert staff.post("/settings/self-test", csrf_token=token, hour="off").status == 403
