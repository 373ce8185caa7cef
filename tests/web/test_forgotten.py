"""A forgotten password: the code that is texted, who learns what, and what the code never touches."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.api.program import PREFIX
from tests.web.conftest import OWNER, PASSWORD, sign_in
from tests.web.plain import Page, PlainBrowser

NEW = "paper lantern in the rain"


@pytest.fixture
def owners_phone(owner: PlainBrowser, services: Services, desk: Desk) -> str:
    """The owner's own phone; a modem is ready."""
    desk.plug_in()
    ann = services.accounts.list()[0]
    services.people.set_number(ann.id, BEN)
    return BEN


def ask(browser: PlainBrowser, name: str = OWNER) -> Page:
    return browser.submit(browser.open("/sign-in/forgot").form("/forgot"), name=name)


def texted_code(desk: Desk) -> str:
    """What stands in the newest text with a code."""
    with desk.store.read() as connection:
        row = connection.execute(
            "SELECT text FROM messages WHERE purpose = 'code' ORDER BY id DESC LIMIT 1"
        ).fetchone()
    found = re.search(r"\d{8}", row["text"])
    assert found is not None
    return found[0]


def codes(desk: Desk) -> int:
    with desk.store.read() as connection:
        count = connection.execute("SELECT count(*) FROM messages WHERE purpose = 'code'").fetchone()[0]
    return int(count)


def test_the_code_that_was_texted_opens_the_way_to_a_new_password(
    owners_phone: str, owner: PlainBrowser, stranger: PlainBrowser, desk: Desk, app: Flask
) -> None:
    page = ask(stranger)

    inbox = stranger.submit(page.form("/forgot/code"), code=texted_code(desk), password=NEW)

    assert inbox.path == "/"
    assert owner.open("/").path == "/sign-in"
    sign_in(PlainBrowser(app), OWNER, NEW)


def test_without_a_number_of_ones_own_the_owner_gets_it_where_alarms_go(
    owner: PlainBrowser, stranger: PlainBrowser, services: Services, desk: Desk
) -> None:
    desk.plug_in()
    services.lamp.set_owner_number(ANNA)

    ask(stranger)

    with desk.store.read() as connection:
        address = connection.execute(
            "SELECT address FROM conversations c JOIN messages m ON m.conversation_id = c.id"
        ).fetchone()["address"]
    assert address == ANNA


def test_staff_without_a_number_get_no_code_at_the_owners_phone(
    staff: PlainBrowser, stranger: PlainBrowser, services: Services, desk: Desk
) -> None:
    desk.plug_in()
    services.lamp.set_owner_number(ANNA)

    ask(stranger, "Bob")

    assert codes(desk) == 0


def test_the_answer_is_the_same_whether_the_name_exists_or_not(
    owners_phone: str, stranger: PlainBrowser
) -> None:
    there, not_there = ask(stranger), ask(stranger, "Nobody")

    assert (there.status, there.words) == (not_there.status, not_there.words)


def test_one_code_is_sent_in_a_few_minutes(owners_phone: str, stranger: PlainBrowser, desk: Desk) -> None:
    ask(stranger)
    ask(stranger)
    assert codes(desk) == 1

    desk.clock.passes(minutes=4)
    ask(stranger)
    assert codes(desk) == 2


def test_a_day_has_five_codes_at_most(owners_phone: str, stranger: PlainBrowser, desk: Desk) -> None:
    for _ in range(8):
        ask(stranger)
        desk.clock.passes(minutes=20)

    assert codes(desk) == 5


def test_five_tries_then_even_the_right_code_is_refused(
    owners_phone: str, stranger: PlainBrowser, desk: Desk
) -> None:
    form = ask(stranger).form("/forgot/code")
    code = texted_code(desk)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for _ in range(5):
        page = stranger.submit(form, code=wrong, password=NEW)
        assert page.status == 422
    desk.clock.passes(minutes=2)

    page = stranger.submit(form, code=code, password=NEW)

    assert page.status == 422
    assert "wrong, or no longer good" in page.words


def test_a_code_is_good_for_ten_minutes(owners_phone: str, stranger: PlainBrowser, desk: Desk) -> None:
    form = ask(stranger).form("/forgot/code")
    desk.clock.passes(minutes=11)

    assert stranger.submit(form, code=texted_code(desk), password=NEW).status == 422


def test_a_code_is_good_once(owners_phone: str, stranger: PlainBrowser, desk: Desk, app: Flask) -> None:
    form = ask(stranger).form("/forgot/code")
    code = texted_code(desk)
    stranger.submit(form, code=code, password=NEW)

    second = PlainBrowser(app)
    again = second.open("/sign-in/forgot").form("/forgot")
    page = second.submit(again, name=OWNER)

    assert second.submit(page.form("/forgot/code"), code=code, password="another one entirely").status == 422


def test_a_short_password_costs_no_try(owners_phone: str, stranger: PlainBrowser, desk: Desk) -> None:
    form = ask(stranger).form("/forgot/code")
    for _ in range(6):
        assert stranger.submit(form, code=texted_code(desk), password="short").status == 422

    assert stranger.submit(form, code=texted_code(desk), password=NEW).path == "/"


def test_where_no_modem_can_send_the_page_names_the_command(
    owner: PlainBrowser, stranger: PlainBrowser
) -> None:
    page = stranger.open("/sign-in/forgot")

    assert "No modem can send" in page.words
    assert "modemsms users passwd NAME" in page.words


@pytest.mark.parametrize("is_over", [False, True])
def test_nobody_in_the_shop_reads_the_code(
    owners_phone: str, owner: PlainBrowser, stranger: PlainBrowser, desk: Desk, is_over: bool
) -> None:
    ask(stranger)
    code = texted_code(desk)
    if is_over:
        desk.refused(desk.take(), permanent=True)
    with desk.store.read() as connection:
        row = connection.execute("SELECT uuid, conversation_id AS its FROM messages").fetchone()

    for path in (
        "/", "/?only=attention", "/unsure", "/home", "/scheduled", "/modems", "/modems/counter", "/search?q=code",
        "/settings/people/sign-ins", f"/conversations/{row['its']}",
        f"/changes?rows={row['its']}&open={row['its']}&messages={row['uuid']}",
    ):  # fmt: skip
        page = owner.open(path)
        assert page.status == 200, path
        assert code not in page.html, path
    assert desk.conversations.search(code).messages == []
    assert desk.conversations.get(row["its"]).attention == 0
    assert row["its"] not in [one.id for one in desk.conversations.list().conversations]


def test_programs_learn_nothing_of_a_code(
    owners_phone: str, stranger: PlainBrowser, services: Services, desk: Desk, app: Flask
) -> None:
    bearer = {"Authorization": f"Bearer {services.keys.create('till')}"}
    newest = services.feed.newest()
    ask(stranger)
    with desk.store.read() as connection:
        uuid = connection.execute("SELECT uuid FROM messages").fetchone()["uuid"]

    listed = app.test_client().get(f"{PREFIX}/messages", headers=bearer)
    one = app.test_client().get(f"{PREFIX}/messages/{uuid}", headers=bearer)

    assert listed.get_json()["messages"] == []
    assert one.status_code == 404
    assert [event for event in services.feed.after(newest) if event.kind == "message"] == []


def test_the_words_leave_the_database_once_the_network_has_them(
    owners_phone: str, stranger: PlainBrowser, desk: Desk
) -> None:
    ask(stranger)
    desk.accepted(desk.take())

    with desk.store.read() as connection:
        assert connection.execute("SELECT text FROM messages").fetchone()["text"] == ""


def test_the_words_leave_the_database_after_a_quarter_of_an_hour(
    owners_phone: str, stranger: PlainBrowser, services: Services, desk: Desk
) -> None:
    ask(stranger)
    desk.take()
    services.forgotten.run(desk.clock.passes(minutes=14))
    assert texted_code(desk)

    services.forgotten.run(desk.clock.passes(minutes=1))

    with desk.store.read() as connection:
        assert connection.execute("SELECT text FROM messages").fetchone()["text"] == ""


def test_asking_is_slowed_down(owners_phone: str, stranger: PlainBrowser) -> None:
    answers = [ask(stranger, f"Name {n}").status for n in range(7)]

    assert answers[0] == 200
    assert answers[-1] == 429


def test_the_old_password_still_opens_while_a_code_is_out(
    owners_phone: str, stranger: PlainBrowser, app: Flask
) -> None:
    ask(stranger)

    sign_in(PlainBrowser(app), OWNER, PASSWORD)


def test_a_new_password_spends_the_code_that_is_out(
    owners_phone: str, owner: PlainBrowser, stranger: PlainBrowser, desk: Desk
) -> None:
    page = ask(stranger)
    owner.submit(owner.open("/settings/you").form("/you/password"), present=PASSWORD, new=NEW)

    refused = stranger.submit(page.form("/forgot/code"), code=texted_code(desk), password="a lantern of mine")

    assert refused.status == 422
    assert "no longer good" in refused.words
