"""The first run: the owner's account, the shop, a modem, a text to the own phone, the inbox; left and resumed."""

from __future__ import annotations

import pytest

from modemsms.services import Services
from tests.desk import ANNA, Desk
from tests.web.conftest import PASSWORD
from tests.web.plain import Page, PlainBrowser
from tests.web.things import STICK


@pytest.fixture
def newcomer(stranger: PlainBrowser) -> PlainBrowser:
    """Somebody who has just made the owner's account."""
    stranger.submit(stranger.open("/").form("/welcome"), name="Ann", password=PASSWORD)
    return stranger


def keep_shop(browser: PlainBrowser, **fields: str) -> Page:
    return browser.submit(browser.open("/welcome/shop").form("/welcome/shop"), **fields)


def later(browser: PlainBrowser, page: Page) -> Page:
    return browser.submit(next(form for form in page.forms if form.action == "/welcome/later"))


def text_oneself(browser: PlainBrowser, number: str = ANNA) -> Page:
    return browser.submit(browser.open("/welcome/text").form("/welcome/text"), number=number)


def test_the_owners_account_leads_to_the_shop(newcomer: PlainBrowser) -> None:
    assert newcomer.open("/welcome").path == "/welcome/shop"


def test_the_shop_is_kept_and_leads_to_the_modem(newcomer: PlainBrowser, services: Services) -> None:
    page = keep_shop(newcomer, name="Corner Bakery", country="DE", timezone="Europe/Berlin")

    assert page.path == "/welcome/modem"
    assert (services.shop.name, services.shop.country) == ("Corner Bakery", "DE")
    assert services.shop.zone.key == "Europe/Berlin"


def test_what_is_wrong_with_a_shop_is_said_and_what_was_typed_stays(newcomer: PlainBrowser) -> None:
    form = newcomer.open("/welcome/shop").form("/welcome/shop")
    form.fields["timezone"] = "Atlantis/Capital"

    page = newcomer.submit(form, name="Corner Bakery")

    assert page.status == 422
    assert page.form("/welcome/shop").fields["name"] == "Corner Bakery"


def test_the_country_is_guessed_from_the_browser(newcomer: PlainBrowser, desk: Desk) -> None:
    desk.shop.change(name="", country="", timezone="UTC")

    page = newcomer.open("/welcome/shop", headers={"Accept-Language": "es-MX,es;q=0.9"})

    assert page.form("/welcome/shop").fields["country"] == "MX"


def test_what_is_plugged_in_is_found_named_and_leads_back_here(newcomer: PlainBrowser, desk: Desk) -> None:
    keep_shop(newcomer, name="Corner Bakery")
    desk.devices.seen([STICK])

    found = newcomer.open("/welcome/modem")
    page = newcomer.submit(found.form("/devices/use"))

    assert "Huawei E3531" in found.words
    assert page.path == "/welcome/modem"


def test_a_ready_modem_leads_to_the_test_text(newcomer: PlainBrowser, desk: Desk) -> None:
    keep_shop(newcomer, name="Corner Bakery")
    desk.plug_in()

    page = newcomer.open("/welcome/modem")
    onward = newcomer.submit(next(form for form in page.forms if "Go on" in form.buttons))

    assert onward.path == "/welcome/text"


def test_every_step_can_be_put_off_and_the_walk_ends_in_the_inbox(newcomer: PlainBrowser) -> None:
    page = later(newcomer, newcomer.open("/welcome/shop"))
    assert page.path == "/welcome/modem"
    page = later(newcomer, page)
    assert page.path == "/welcome/text"

    page = newcomer.submit(page.form("/welcome/finish"))

    assert page.path == "/"
    assert "Finish setting up" not in page.words


@pytest.mark.parametrize("path", ["/", "/home"])
def test_who_leaves_finds_the_way_back_to_the_same_step(newcomer: PlainBrowser, path: str) -> None:
    keep_shop(newcomer, name="Corner Bakery")

    page = newcomer.open(path)

    assert "Finish setting up" in page.words
    assert newcomer.open("/welcome/next").path == "/welcome/modem"


def test_the_text_its_delivery_and_the_answer_are_seen(newcomer: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    page = text_oneself(newcomer)
    assert "Waiting to be sent" in page.words

    desk.accepted(desk.take(), 7)
    desk.report(sim, 7, ANNA)
    assert "Delivered" in newcomer.open("/welcome/text").words
    desk.receive(sim, ANNA, "Hello shop")

    now = newcomer.open("/welcome/text/now")
    assert "Hello shop" in now.words
    assert "Both ways work." in now.words


def test_the_phone_that_answered_is_the_owners_own_and_is_told_of_trouble(
    newcomer: PlainBrowser, services: Services, desk: Desk
) -> None:
    sim = desk.plug_in()
    text_oneself(newcomer)
    desk.accepted(desk.take())
    desk.receive(sim, ANNA, "Hello shop")

    inbox = newcomer.submit(newcomer.open("/welcome/text").form("/welcome/finish"))

    assert inbox.path == "/"
    assert "Your shop is ready." in inbox.words
    assert services.accounts.list()[0].number == ANNA
    assert services.lamp.owner_number() == ANNA


def test_a_phone_that_was_never_reached_is_nobodys(
    newcomer: PlainBrowser, services: Services, desk: Desk
) -> None:
    desk.plug_in()
    text_oneself(newcomer)

    newcomer.submit(newcomer.open("/welcome/text").form("/welcome/finish"))

    assert services.accounts.list()[0].number is None
    assert services.lamp.owner_number() == ""


def test_the_same_form_twice_sends_one_text(newcomer: PlainBrowser, services: Services, desk: Desk) -> None:
    desk.plug_in()
    form = newcomer.open("/welcome/text").form("/welcome/text")
    newcomer.submit(form, number=ANNA)
    newcomer.submit(form, number=ANNA)

    conversation = services.conversations.open_with(ANNA)
    assert len(services.conversations.messages(conversation.id)) == 1


def test_a_text_that_failed_can_be_sent_once_more(
    newcomer: PlainBrowser, services: Services, desk: Desk
) -> None:
    desk.plug_in()
    text_oneself(newcomer)
    desk.refused(desk.take(), permanent=True)

    page = text_oneself(newcomer)

    assert "Waiting to be sent" in page.words


@pytest.mark.parametrize("number", ["", "12", "a friend"])
def test_what_is_no_number_is_said(newcomer: PlainBrowser, desk: Desk, number: str) -> None:
    page = text_oneself(newcomer, number)

    assert page.status == 422
    assert page.form("/welcome/text").fields["number"] == number


def test_a_shop_that_was_there_before_has_no_walk(owner: PlainBrowser) -> None:
    assert "Finish setting up" not in owner.open("/").words
    assert owner.open("/welcome").path == "/"


def test_staff_see_nothing_of_the_walk(newcomer: PlainBrowser, services: Services) -> None:
    from tests.web.conftest import sign_in

    services.accounts.add("Bob", PASSWORD, "staff")
    bob = sign_in(PlainBrowser(newcomer.client.application), "Bob")

    assert "Finish setting up" not in bob.open("/").words
    assert bob.open("/welcome/text").status == 403
