"""The walk to one more modem without JavaScript: from the socket to the first text, left and resumed."""

from __future__ import annotations

from modemsms.driver import ModemState
from modemsms.services.orders import TryPin
from modemsms.store.messages import Reason
from tests.desk import ANNA, Desk
from tests.web.plain import Page, PlainBrowser
from tests.web.things import ADAPTER, HELD, PHONE, STICK


def here(page: Page) -> int:
    """At which stop of the walk the page is, from 1."""
    return page.html[: page.html.index('aria-current="step"')].count("ms-walk-mark") + 1


def test_a_stick_is_found_named_unlocked_and_tested(owner: PlainBrowser, desk: Desk) -> None:
    assert "Plug it into the box now" in owner.open("/modems/add").words
    desk.devices.seen([STICK])
    page = owner.open("/modems/add")
    assert here(page) == 1

    page = owner.submit(page.form("/devices/use"), name="till")
    assert page.path == "/modems/till/setup"
    assert here(page) == 3

    desk.modems.state_changed("till", ModemState.NOT_READY, Reason("pin_needed", "Its SIM asks for a PIN."))
    page = owner.submit(owner.open("/modems/till/setup").form("/modems/till/pin"), pin="1234")
    assert page.path == "/modems/till/setup"
    assert desk.modems.orders_for("till") == [TryPin()]

    desk.plug_in("till", iccid="8944000000000000007")
    page = owner.open("/modems/till/setup")
    assert here(page) == 4
    page = owner.submit(page.form("/modems/till/test-text"), to=ANNA)
    assert page.path == "/modems/till/setup"
    desk.accepted(desk.take("till"))

    page = owner.open(next(value for _, name, value in page.attributes if name == "data-path"))
    assert here(page) == 5
    assert "Done: this modem texts for you now" in page.words


def test_the_walk_goes_on_where_it_was_left(owner: PlainBrowser, desk: Desk) -> None:
    desk.modems.add("till", "/dev/ttyUSB7")
    desk.modems.state_changed("till", ModemState.NOT_READY, Reason("no_sim", "There is no SIM card in it."))

    page = owner.open("/modems/add")

    assert "There is no SIM card in it." in page.words
    assert "/modems/till/setup" in page.links


def test_what_is_found_says_what_it_needs(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([HELD, PHONE, ADAPTER])

    page = owner.open("/modems/add")

    assert "ModemManager holds its port." in page.words
    assert any(link.startswith("/phones/") for link in page.links)
    assert "Serial adapter CH340" in page.words


def test_a_name_that_is_taken_is_refused_on_the_walk(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([STICK])

    page = owner.submit(owner.open("/modems/add").form("/devices/use"), name="counter")

    assert page.status == 422
    assert "already" in page.words
    assert here(page) == 1


def test_a_test_text_to_no_number_is_refused_on_the_walk(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in("counter")

    page = owner.submit(owner.open("/modems/counter/setup").form("/test-text"), to="12")

    assert page.status == 422
    assert here(page) == 4


def test_staff_do_not_walk(staff: PlainBrowser) -> None:
    for path in ("/modems/add", "/modems/add/now", "/modems/counter/setup", "/modems/counter/setup/now"):
        assert staff.open(path).status == 403
