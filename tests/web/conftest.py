"""A shop with its page, on real services and a real database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from modemsms.services import Services
from tests.desk import Desk
from tests.web.api.program import services_of
from tests.web.casting import PEOPLE
from tests.web.compiled import compiled
from tests.web.plain import PlainBrowser
from web import create_app

SECRET = b"a secret of the tests"
OWNER, PASSWORD = "Ann", "correct horse battery"


@pytest.fixture
def services(desk: Desk) -> Services:
    """All services over the desk's database."""
    return services_of(desk)


@pytest.fixture
def app(services: Services, desk: Desk) -> Flask:
    """The application, bound to loopback."""
    return compiled(create_app(services, secret_key=SECRET, now=desk.clock))


@pytest.fixture
def stranger(app: Flask) -> PlainBrowser:
    """Somebody without an account."""
    return PlainBrowser(app)


@pytest.fixture
def owner(app: Flask, services: Services) -> PlainBrowser:
    """The owner, signed in."""
    services.accounts.first_owner(OWNER, PASSWORD, code=None, loopback=True)
    return sign_in(PlainBrowser(app), OWNER)


@pytest.fixture
def staff(app: Flask, services: Services, owner: PlainBrowser) -> PlainBrowser:
    """Somebody of the staff, signed in."""
    services.accounts.add("Bob", PASSWORD, "staff")
    return sign_in(PlainBrowser(app), "Bob")


@pytest.fixture
def another_browser(app: Flask, owner: PlainBrowser) -> Callable[[], PlainBrowser]:
    """The owner at one more browser."""
    return lambda: sign_in(PlainBrowser(app), OWNER)


def sign_in(browser: PlainBrowser, name: str, password: str = PASSWORD) -> PlainBrowser:
    """Go through the door as *name*."""
    page = browser.submit(browser.open("/sign-in").form("/sign-in"), name=name, password=password)
    assert "/sign-in" not in page.path, page.words
    return browser


@pytest.fixture
def regulars(desk: Desk) -> int:
    """A group of three."""
    desk.plug_in()
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [desk.contacts.add(name, [number]).id for name, number in PEOPLE])
    return group.id
