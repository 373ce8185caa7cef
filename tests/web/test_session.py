"""Who gets in: the first run, signing in and out, and sessions that end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from modemsms.services import Services
from tests.desk import Desk
from tests.web.conftest import OWNER, PASSWORD
from tests.web.plain import PlainBrowser

PAGES = ("/", "/conversations/1", "/new", "/unsure", "/modems", "/contacts", "/settings", "/search?q=x")


@pytest.mark.parametrize("path", PAGES)
def test_until_there_is_an_owner_every_page_leads_to_the_welcome(stranger: PlainBrowser, path: str) -> None:
    assert stranger.open(path).path == "/welcome"


@pytest.mark.parametrize("path", PAGES)
def test_without_a_session_every_page_leads_to_the_sign_in(
    owner: PlainBrowser, stranger: PlainBrowser, path: str
) -> None:
    assert stranger.open(path).path == "/sign-in"


def test_somebody_at_the_machine_makes_the_owners_account_without_a_code(
    stranger: PlainBrowser, services: Services
) -> None:
    page = stranger.open("/")

    assert "code" not in page.form("/welcome").fields
    shop = stranger.submit(page.form("/welcome"), name="Ann", password=PASSWORD)

    assert shop.path == "/welcome/shop"
    assert [(user.name, user.role) for user in services.accounts.list()] == [("Ann", "owner")]


def test_from_elsewhere_the_code_of_the_start_is_needed(stranger: PlainBrowser, services: Services) -> None:
    elsewhere = {"REMOTE_ADDR": "192.168.1.20"}
    form = stranger.open("/welcome", environ_base=elsewhere).form("/welcome")
    filled = form.fields | {"name": "Ann", "password": PASSWORD}

    wrong = stranger.client.post("/welcome", data=filled | {"code": "1"}, environ_base=elsewhere)
    right = stranger.client.post(
        "/welcome", data=filled | {"code": services.accounts.first_run_code()}, environ_base=elsewhere
    )

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "not the code" in wrong.text


def test_a_code_in_foreign_letters_is_just_a_wrong_code(stranger: PlainBrowser) -> None:
    elsewhere = {"REMOTE_ADDR": "192.168.1.20"}
    form = stranger.open("/welcome", environ_base=elsewhere).form("/welcome")
    filled = form.fields | {"name": "Ann", "password": PASSWORD, "code": "１２３"}

    assert stranger.client.post("/welcome", data=filled, environ_base=elsewhere).status_code == 422


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_behind_a_proxy_nobody_counts_as_sitting_at_the_machine(stranger: PlainBrowser, header: str) -> None:
    page = stranger.open("/welcome", headers={header: "203.0.113.9"})

    assert "code" in page.form("/welcome").fields


def test_a_second_owner_cannot_be_made(
    owner: PlainBrowser, stranger: PlainBrowser, services: Services
) -> None:
    form = stranger.open("/sign-in").form("/sign-in")
    form.action = "/welcome"
    form.fields = {"csrf_token": form.fields["csrf_token"], "name": "Eve", "password": PASSWORD}

    page = stranger.submit(form)

    assert page.path == "/sign-in"
    assert len(services.accounts.list()) == 1


def test_a_short_password_is_refused_with_a_sentence_and_the_name_stays(stranger: PlainBrowser) -> None:
    page = stranger.submit(stranger.open("/welcome").form("/welcome"), name="Ann", password="short")

    assert page.status == 422
    assert "at least 8 characters" in page.words
    assert page.form("/welcome").fields["name"] == "Ann"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    owner: PlainBrowser, stranger: PlainBrowser
) -> None:
    door = stranger.open("/contacts?words=anna")

    page = stranger.submit(door.form("/sign-in"), name=OWNER, password=PASSWORD)

    assert page.path == "/contacts"
    assert page.form("/contacts").fields["words"] == "anna"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"]
)
def test_signing_in_never_leads_to_another_site(
    owner: PlainBrowser, stranger: PlainBrowser, target: str
) -> None:
    form = stranger.open("/sign-in").form("/sign-in")

    answer = stranger.client.post(
        "/sign-in", data=form.fields | {"name": OWNER, "password": PASSWORD, "next": target}
    )

    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_a_sentence_and_the_name_stays(
    owner: PlainBrowser, stranger: PlainBrowser
) -> None:
    page = stranger.submit(stranger.open("/sign-in").form("/sign-in"), name=OWNER, password="wrong password")

    assert page.status == 422
    assert "Name or password is wrong." in page.words
    assert page.form("/sign-in").fields["name"] == OWNER


def test_guessing_is_slowed_down_with_a_sentence(
    owner: PlainBrowser, stranger: PlainBrowser, desk: Desk
) -> None:
    form = stranger.open("/sign-in").form("/sign-in")
    page = stranger.submit(form, name=OWNER, password="wrong password")
    for _ in range(5):
        page = stranger.submit(form, name=OWNER, password="wrong password")

    assert page.status == 429
    assert int(page.headers["Retry-After"]) >= 1
    assert "Wait" in page.words

    desk.clock.passes(seconds=int(page.headers["Retry-After"]) + 1)
    assert stranger.submit(form, name=OWNER, password=PASSWORD).path == "/"


def test_signing_out_ends_the_session(owner: PlainBrowser) -> None:
    owner.submit(owner.open("/settings").form("/sign-out"))

    assert owner.open("/").path == "/sign-in"


@pytest.mark.parametrize("path", ["/more", "/settings", "/settings/you"])
def test_the_back_button_shows_nothing_of_the_one_who_signed_out(owner: PlainBrowser, path: str) -> None:
    way_out = owner.open(path)
    token = way_out.form("/sign-out").fields["csrf_token"]

    answer = owner.client.post("/sign-out", data={"csrf_token": token})

    assert way_out.headers["Cache-Control"] == "no-store"
    assert '"cache"' in answer.headers["Clear-Site-Data"]


def test_who_signs_in_once_more_ends_the_session_before(
    owner: PlainBrowser, services: Services, app: Flask
) -> None:
    page = owner.open("/settings/you")
    token = page.form("/settings/you").fields["csrf_token"]

    owner.post("/sign-in", csrf_token=token, name=OWNER, password=PASSWORD)

    assert len(services.sessions.of(services.accounts.list()[0].id)) == 1


def test_a_new_password_ends_all_sessions(
    owner: PlainBrowser, another_browser: Callable[[], PlainBrowser], services: Services
) -> None:
    second = another_browser()

    services.accounts.set_password(OWNER, "an entirely new one")

    assert owner.open("/").path == "/sign-in"
    assert second.open("/").path == "/sign-in"


def test_the_link_of_the_demo_signs_in(
    owner: PlainBrowser, stranger: PlainBrowser, services: Services
) -> None:
    token = services.accounts.make_link_token()

    assert stranger.open(f"/sign-in/link?token={token}").path == "/"


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_wrong_link_does_not(
    owner: PlainBrowser, stranger: PlainBrowser, services: Services, token: str
) -> None:
    services.accounts.make_link_token()

    page = stranger.open(f"/sign-in/link?token={token}")

    assert page.status == 403
    assert "does not work" in page.words
    assert stranger.open("/").path == "/sign-in"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(app: Flask, owner: PlainBrowser) -> None:
    answer = app.test_client().get("/sign-in")

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_two_daemons_on_one_machine_do_not_share_a_cookie(services: Services, app: Flask) -> None:
    from web import create_app

    other = create_app(services, secret_key=b"of the demo")

    assert other.config["SESSION_COOKIE_NAME"] != app.config["SESSION_COOKIE_NAME"]


def test_staff_see_nothing_that_is_for_owners(staff: PlainBrowser, services: Services) -> None:
    services.keys.create("till")
    token = staff.open("/settings").form("/sign-out").fields["csrf_token"]

    assert "API keys" not in staff.open("/settings").words
    for path in ("/settings/keys", "/settings/keys/till/revoke", "/modems", "/modems/counter/remove"):
        assert staff.post(path, csrf_token=token, name="till").status == 403, path
    assert services.keys.list()[0].revoked_at is None
