"""The steps to a broadcast without JavaScript, and what makes it go."""

from __future__ import annotations

from dataclasses import replace

from modemsms.services import Services
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.plain import Form, Page, PlainBrowser

PEOPLE = (("Anna", ANNA), ("Ben", BEN), ("Cara", CARA))
BREAD = "Fresh bread, {first_name|there}"


def form(page: Page) -> Form:
    return page.form("/broadcasts/new")


def look(owner: PlainBrowser, group: int, text: str = BREAD, **when: str) -> Page:
    """What is shown before a broadcast to *group* leaves."""
    page = owner.submit(form(owner.open(f"/broadcasts/new?who=g{group}")), step="text")
    page = owner.submit(form(page), text=text, step="when")
    return owner.submit(form(page), step="check", **when)


def send(owner: PlainBrowser, page: Page) -> Page:
    return owner.submit(replace(form(page), action="/broadcasts"))


def begin(services: Services, desk: Desk) -> None:
    """Let the minute pass in which it can be undone."""
    desk.clock.passes(seconds=61)
    services.broadcasting.run(desk.clock())


def texts(services: Services, desk: Desk) -> list[tuple[str, str]]:
    """Let the modem send what is in the queue; who got what."""
    got = []
    while (attempt := desk.claim().attempt) is not None:
        got.append((attempt.to, attempt.text))
        desk.accepted(attempt)
        services.broadcasting.run(desk.clock())
    return got
