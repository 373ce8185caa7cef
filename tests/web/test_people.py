"""The people of the shop: accounts, roles, links for a password, the end of an account."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from modemsms.services import Services, hashing
from modemsms.services.outbox import Draft
from tests.desk import ANNA, Desk
from tests.web.conftest import OWNER, PASSWORD, sign_in
from tests.web.plain import Page, PlainBrowser

NEW = "paper lantern in the rain"


def user_id(services: Services, name: str) -> int:
    return next(user.id for user in services.people.everybody() if user.name == name)


def link_on(page: Page) -> str:
    found = re.search(r"/join\?token=[\w-]+", page.html)
    assert found is not None, page.words
    return found[0]


def test_a_colleague_gets_a_link_and_chooses_a_password(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    shown = owner.submit(owner.open("/settings/people").form("/settings/people"), name="Bob", how="link")

    door = stranger.open(link_on(shown))
    inbox = stranger.submit(door.form("/join"), password=NEW)

    assert "Hello Bob" in door.words
    assert inbox.path == "/"
    sign_in(PlainBrowser(stranger.client.application), "Bob", NEW)


def test_a_link_is_good_once(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    shown = owner.submit(owner.open("/settings/people").form("/settings/people"), name="Bob", how="link")
    form = stranger.open(link_on(shown)).form("/join")
    stranger.submit(form, password=NEW)

    again = PlainBrowser(stranger.client.application).open(link_on(shown))

    assert again.status == 404
    assert "used already" in again.words


def test_a_link_is_too_old_after_three_days(owner: PlainBrowser, stranger: PlainBrowser, desk: Desk) -> None:
    shown = owner.submit(owner.open("/settings/people").form("/settings/people"), name="Bob", how="link")
    desk.clock.passes(days=3, minutes=1)

    assert stranger.open(link_on(shown)).status == 404


@pytest.mark.parametrize("since", ["a new password", "the end of the account"])
def test_a_link_that_is_out_is_spent_with(
    owner: PlainBrowser, staff: PlainBrowser, stranger: PlainBrowser, services: Services, since: str
) -> None:
    bob = user_id(services, "Bob")
    shown = owner.submit(owner.open(f"/settings/people/{bob}").form("/link"))
    if since == "a new password":
        staff.submit(staff.open("/settings/you").form("/you/password"), present=PASSWORD, new=NEW)
    else:
        owner.submit(owner.submit(owner.open(f"/settings/people/{bob}").form("/end")).form("/back"))

    assert stranger.open(link_on(shown)).status == 404


def test_a_crowd_at_the_door_is_told_as_a_wait_wherever_a_password_is_chosen(
    owner: PlainBrowser, stranger: PlainBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = owner.open("/settings/people").form("/settings/people")
    door = stranger.open(link_on(owner.submit(people, name="Bob", how="link")))
    monkeypatch.setattr(hashing, "MOST_WAITING", 0)

    pages = [
        owner.submit(people, name="Eve", how="password", password=NEW),
        stranger.submit(door.form("/join"), password=NEW),
    ]

    assert [page.status for page in pages] == [429, 422]
    assert all("Wait 5 seconds" in page.words for page in pages)


def test_a_short_password_does_not_spend_the_link(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    shown = owner.submit(owner.open("/settings/people").form("/settings/people"), name="Bob", how="link")

    refused = stranger.submit(stranger.open(link_on(shown)).form("/join"), password="short")

    assert refused.status == 422
    assert stranger.submit(refused.form("/join"), password=NEW).path == "/"


def test_guessed_links_are_slowed_down(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    answers = [stranger.open(f"/join?token=guess{n}").status for n in range(8)]

    assert answers[:5] == [404] * 5
    assert answers[-1] == 429


def test_without_a_password_nobody_signs_in_by_name(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    owner.submit(owner.open("/settings/people").form("/settings/people"), name="Bob", how="link")

    for guess in ("", "anything at all"):
        page = stranger.submit(stranger.open("/sign-in").form("/sign-in"), name="Bob", password=guess)
        assert page.path == "/sign-in"


def test_a_colleague_with_a_password_signs_in(owner: PlainBrowser, stranger: PlainBrowser) -> None:
    form = owner.open("/settings/people").form("/settings/people")
    owner.submit(form, name="Bob", password=NEW, how="password")

    assert "Bob" in owner.open("/settings/people").words
    sign_in(stranger, "Bob", NEW)


def test_a_name_is_taken_also_by_somebody_who_left(
    owner: PlainBrowser, staff: PlainBrowser, services: Services
) -> None:
    services.people.end(user_id(services, "Bob"))

    page = owner.submit(owner.open("/settings/people").form("/settings/people"), name="bob", how="link")

    assert page.status == 422
    assert "was ended" in page.words


def test_the_end_of_an_account_ends_its_sessions_and_can_be_taken_back(
    owner: PlainBrowser, staff: PlainBrowser, services: Services
) -> None:
    page = owner.open(f"/settings/people/{user_id(services, 'Bob')}")
    ended = owner.submit(page.form("/end"))

    assert staff.open("/").path == "/sign-in"
    door = staff.submit(staff.open("/sign-in").form("/sign-in"), name="Bob", password=PASSWORD)
    assert "Name or password is wrong." in door.words

    owner.submit(ended.form("/back"))
    sign_in(staff, "Bob")


def test_the_conversations_of_somebody_who_left_are_nobodys_and_the_texts_keep_their_author(
    staff: PlainBrowser, services: Services
) -> None:
    bob = user_id(services, "Bob")
    conversation = services.conversations.open_with(ANNA)
    services.outbox.submit(Draft(ANNA, "Your books are here", author_id=bob))
    services.conversations.assign(conversation.id, bob)

    services.people.end(bob)

    assert services.conversations.get(conversation.id).assignee_id is None
    assert [m.author for m in services.conversations.messages(conversation.id)] == ["Bob"]


def test_the_last_owner_stays_one(owner: PlainBrowser, staff: PlainBrowser, services: Services) -> None:
    ann, bob = user_id(services, OWNER), user_id(services, "Bob")

    refused = owner.submit(owner.open(f"/settings/people/{ann}").form("/role"), role="staff")

    assert refused.status == 409
    assert "needs an owner" in refused.words
    services.people.set_role(bob, "owner")
    owner.submit(refused.form("/role"), role="staff")
    assert owner.open("/settings/people").status == 403
    assert staff.open("/settings/people").status == 200


def test_an_invited_owner_is_none_before_there_is_a_password(owner: PlainBrowser, services: Services) -> None:
    services.accounts.add("Eve", None, "owner")

    refused = owner.submit(
        owner.open(f"/settings/people/{user_id(services, OWNER)}").form("/role"), role="staff"
    )

    assert refused.status == 409


def test_the_owner_signs_somebody_out_everywhere(
    owner: PlainBrowser, staff: PlainBrowser, app: Flask, services: Services
) -> None:
    second = sign_in(PlainBrowser(app), "Bob")
    page = owner.open(f"/settings/people/{user_id(services, 'Bob')}")

    owner.submit(next(form for form in page.forms if "Sign out everywhere" in form.buttons))

    assert staff.open("/").path == second.open("/").path == "/sign-in"


def test_the_owners_new_password_for_somebody_signs_that_person_out(
    owner: PlainBrowser, staff: PlainBrowser, services: Services
) -> None:
    page = owner.open(f"/settings/people/{user_id(services, 'Bob')}")

    owner.submit(page.form("/password"), password=NEW)

    assert staff.open("/").path == "/sign-in"
    sign_in(staff, "Bob", NEW)


def test_ones_own_browsers_are_listed_and_ended_one_by_one(
    owner: PlainBrowser, another_browser: Callable[[], PlainBrowser]
) -> None:
    second = another_browser()
    page = owner.open("/settings/you")

    assert "This browser" in page.words
    owner.submit(next(form for form in page.forms if form.buttons == ["Sign out"]))

    assert second.open("/").path == "/sign-in"
    assert owner.open("/").path == "/"


def test_nobody_ends_the_session_of_somebody_else(
    owner: PlainBrowser, staff: PlainBrowser, services: Services
) -> None:
    others = services.sessions.of(user_id(services, OWNER))[0].id
    token = staff.open("/settings/you").form("/settings/you").fields["csrf_token"]

    staff.post("/settings/you/sign-out", csrf_token=token, session=str(others))

    assert owner.open("/").path == "/"


def test_a_new_password_of_ones_own_signs_out_all_others(
    owner: PlainBrowser, another_browser: Callable[[], PlainBrowser]
) -> None:
    second = another_browser()

    page = owner.submit(owner.open("/settings/you").form("/you/password"), present=PASSWORD, new=NEW)

    assert page.path == "/settings/you"
    assert second.open("/").path == "/sign-in"


def test_a_new_password_needs_the_present_one(owner: PlainBrowser) -> None:
    page = owner.submit(owner.open("/settings/you").form("/you/password"), present="a guess", new=NEW)

    assert page.status == 422
    assert "not your present password" in page.words


def test_a_name_a_phone_and_a_language_are_ones_own_to_change(
    owner: PlainBrowser, services: Services
) -> None:
    form = owner.open("/settings/you").form("/settings/you")

    owner.submit(form, name="Ann B.", number="07700 900123", language="es")

    me = services.accounts.get(user_id(services, "Ann B."))
    assert (me.number, me.language) == ("+447700900123", "es")


@pytest.mark.parametrize(("field", "value"), [("name", " "), ("number", "12"), ("name", "BOB")])
def test_what_is_wrong_with_a_profile_is_said_and_what_was_typed_stays(
    owner: PlainBrowser, staff: PlainBrowser, field: str, value: str
) -> None:
    page = owner.submit(owner.open("/settings/you").form("/settings/you"), **{field: value})

    assert page.status == 422
    assert page.form("/settings/you").fields[field] == value


def test_tries_at_the_door_are_seen_by_oneself_and_by_the_owner(
    owner: PlainBrowser, staff: PlainBrowser, stranger: PlainBrowser, services: Services
) -> None:
    form = stranger.open("/sign-in").form("/sign-in")
    stranger.submit(form, name="Bob", password="a wrong guess")
    stranger.submit(form, name="my secret password", password="oops")

    mine, everybody = staff.open("/settings/you"), owner.open("/settings/people/sign-ins")

    assert "Wrong password" in mine.words
    assert "Bob" in everybody.words
    assert "A name that nobody has" in everybody.words
    assert "my secret password" not in everybody.html
    assert staff.open("/settings/people/sign-ins").status == 403


def test_markup_in_a_name_and_a_browser_stays_text(owner: PlainBrowser, app: Flask) -> None:
    form = owner.open("/settings/people").form("/settings/people")
    owner.submit(form, name="<script>alert(1)</script>", password=NEW, how="password")
    liar = PlainBrowser(app)
    page = liar.open("/sign-in", headers={"User-Agent": "<img src=x>"})
    liar.submit(page.form("/sign-in"), name="<script>alert(1)</script>", password=NEW)

    page = owner.open("/settings/people")

    assert "<script>alert(1)</script>" in page.words
    assert "<script>alert" not in page.html
