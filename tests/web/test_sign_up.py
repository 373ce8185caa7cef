"""The page on which customers sign up: open to anybody when the owner wants it, and leading nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modemsms.services import Services
from modemsms.services.sims import SimChanges
from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser
from web.sign_up_settings import text_link


@pytest.fixture
def is_open(desk: Desk) -> None:
    desk.sign_ups.change(replace(desk.sign_ups.page(), is_open=True))


def test_while_it_is_closed_there_is_no_such_page(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    assert stranger.open("/sign-up").status == 404
    assert stranger.open("/sign-up/thanks").status == 404


def test_a_customer_signs_up_and_is_asked_by_text(
    owner: PlainBrowser, stranger: PlainBrowser, desk: Desk, is_open: None
) -> None:
    page = stranger.submit(
        stranger.open("/sign-up").form("/sign-up"), number="07700 900001", name="Anna", agreed="1"
    )

    assert page.path == "/sign-up/thanks"
    assert "Answer YES" in page.words
    assert "900001" not in page.html
    assert set(page.links) == {"/sign-up"}
    desk.plug_in()
    assert desk.take().to == ANNA


def test_without_agreeing_and_with_a_wrong_number_it_is_refused_as_typed(
    owner: PlainBrowser, stranger: PlainBrowser, desk: Desk, is_open: None
) -> None:
    form = stranger.open("/sign-up").form("/sign-up")

    not_agreed = stranger.submit(form, number="07700 900001", name="Anna")
    wrong = stranger.submit(form, number="12", name="<b>Anna", agreed="1")

    assert (not_agreed.status, wrong.status) == (422, 422)
    assert wrong.form("/sign-up").fields["name"] == "<b>Anna"
    assert desk.consents.page() == []


def test_the_owner_opens_it_and_prints_the_codes(owner: PlainBrowser, desk: Desk, services: Services) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SimChanges(own_number="+447700900999"))

    owner.submit(owner.open("/settings/sign-up").form("/settings/sign-up"), open="1", words="Bread news")
    poster = owner.open("/settings/sign-up/poster")

    assert services.sign_ups.page().is_open
    assert "text JOIN to +44 7700 900999" in poster.words
    assert "Bread news" in poster.words
    assert text_link("+447700900999") == "sms:+447700900999?body=JOIN"


def test_a_sim_without_a_number_says_what_to_do(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()

    assert "None of your SIM cards tells its number" in owner.open("/settings/sign-up/poster").words
