"""What a staff account may reach: the pages named here, and nothing of the owner's; no API at all."""

from __future__ import annotations

import re

from flask import Flask

from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser

# Parts of the page that are everybody's, whole: talk, contacts, and the way out.
EVERYBODYS = frozenset(
    {
        "session", "joining", "forgotten", "inbox", "conversations", "composer", "messages", "drafts", "unsure",
        "contacts", "groups", "filters", "duplicates", "scheduled", "replies", "events", "changes", "home",
        "more", "doctor", "texts", "reports", "order", "presence", "exports", "notes", "installable",
        "sending_time", "mailings", "settings_you", "settings_look", "settings_about", "take_back",
        "recipients", "search", "shortcuts", "sign_up", "recurrence",
        "broadcasts", "broadcasts_new", "broadcast_exports", "cast_drafts",
    }
)  # fmt: skip
# Of parts that are the owner's, what staff may look at or press too.
ALSO = frozenset(
    {
        "static", "settings.index", "modems.cards", "modems.fragments", "modems.pause", "modems.resume",
        "modem.show", "modem.fragments", "modem.history", "modem.restart", "sims.show",
        "test_texts.send", "test_texts.form", "phones.show",
        "consents.show", "consents.say", "consents.understood", "consents.say_back", "consents.one",
        "personal.export",
    }
)  # fmt: skip


def test_staff_reach_no_page_of_the_owner(staff: PlainBrowser, app: Flask, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    token = staff.open("/settings/you").form("/settings/you").fields["csrf_token"]
    reached = []

    for rule in app.url_map.iter_rules():
        part = rule.endpoint.partition(".")[0]
        if part in EVERYBODYS or part == "api" or rule.endpoint in ALSO:
            continue
        path = re.sub(r"<path:(name|port)>", "counter", re.sub(r"<(?!path)[^>]*>", "1", rule.rule))
        path = re.sub(r"<[^>]*>", "counter", path)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            with staff.client.open(path, method=method, data={"csrf_token": token}) as answer:
                if answer.status_code != 403:
                    reached.append(f"{rule.endpoint} {method} {path}: {answer.status_code}")

    assert not reached, "\n".join(reached)


def test_a_session_opens_no_api(staff: PlainBrowser, app: Flask) -> None:
    closed = [
        staff.client.open(re.sub(r"<[^>]*>", "1", rule.rule), method=method).status_code
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint not in {"api.health", "api.openapi"}
        for method in (rule.methods or set()) & {"GET", "POST", "DELETE"}
    ]

    assert set(closed) == {401}
