"""Modems, contacts and settings without JavaScript."""

from __future__ import annotations

import pytest
from flask import Flask

from modemsms.driver import ModemState
from modemsms.services import Services
from modemsms.store.messages import Reason
from tests.desk import ANNA, BEN, Desk
from tests.web.plain import PlainBrowser

# --- modems -------------------------------------------------------------------------------------


def test_a_modem_shows_operator_signal_and_state(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    desk.modems.network_changed("counter", "o2", -71)

    page = owner.open("/modems")

    assert "counter Ready o2, strong signal" in page.words
    assert ("span", "aria-label", "strong signal") in page.attributes


def test_a_modem_that_cannot_send_says_why(owner: PlainBrowser, desk: Desk) -> None:
    desk.modems.state_changed(
        "counter", ModemState.NOT_READY, Reason("no_sim", "There is no SIM card in it.")
    )

    assert "Not ready. There is no SIM card in it." in owner.open("/modems").words


def test_a_modem_is_paused_and_resumed(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()

    page = owner.submit(owner.open("/modems").form("/modems/counter/pause"))
    assert "counter Paused." in page.words
    assert desk.modems.get("counter").state == "paused"

    page = owner.submit(page.form("/modems/counter/resume"))
    assert "counter Ready" in page.words


def test_a_modem_is_added_by_its_port_and_removed_with_a_way_back(owner: PlainBrowser, desk: Desk) -> None:
    page = owner.submit(owner.open("/modems").form("/modems"), name="back room", port="/dev/ttyUSB7")
    assert "back room" in page.words

    page = owner.submit(owner.open("/modems/back%20room").form("/modems/back%20room/remove"))
    assert "back room is no longer used" in page.words
    assert [modem.name for modem in desk.modems.list()] == ["counter", "spare"]

    owner.submit(page.form("/modems"))
    assert desk.modems.get("back room").port == "/dev/ttyUSB7"


@pytest.mark.parametrize(
    ("name", "port", "sentence"),
    [
        ("", "/dev/ttyUSB7", "Give it a short name"),
        ("x", "ttyUSB7", "Enter the path of its port"),
        ("counter", "/dev/ttyUSB7", "already"),
        ("x", "/dev/one", "already"),
    ],
)
def test_a_modem_that_cannot_be_added_keeps_the_form(
    owner: PlainBrowser, name: str, port: str, sentence: str
) -> None:
    page = owner.submit(owner.open("/modems").form("/modems"), name=name, port=port)

    assert page.status == 422
    assert sentence in page.words
    fields = page.form("/modems").fields
    assert (fields["name"], fields["port"]) == (name, port)


def test_the_history_of_a_modem_is_told_in_sentences(owner: PlainBrowser, desk: Desk) -> None:
    desk.modems.noticed("counter", "The modem was restarted.", desk.clock())

    assert "09:00 The modem was restarted." in owner.open("/modems/counter/history").words


def test_a_modem_that_does_not_exist_is_a_sentence(owner: PlainBrowser) -> None:
    page = owner.open("/modems/nothing/history")

    assert page.status == 404
    assert "There is no modem named “nothing”." in page.words


# --- contacts -----------------------------------------------------------------------------------


def test_a_contact_is_added_and_gives_the_conversation_its_name(owner: PlainBrowser, desk: Desk) -> None:
    desk.write(ANNA, "Hello")
    talk = owner.open("/conversations/1")
    form = owner.open(next(link for link in talk.links if "/contacts/of" in link)).form("/contacts/new")

    assert form.fields["number_0"] == ANNA
    page = owner.submit(form, name="Anna Berg", notes="Likes rye")

    assert page.path == "/conversations/1"
    assert "Anna Berg" in page.title
    assert desk.contacts.list()[0].notes == "Likes rye"


def test_a_contact_is_renamed_from_the_conversation(owner: PlainBrowser, desk: Desk) -> None:
    contact = desk.contacts.add("Ana", [ANNA, BEN], "Likes rye")
    desk.write(BEN)
    talk = owner.open("/conversations/1")
    form = owner.open(next(link for link in talk.links if "/contacts/of" in link)).form(
        f"/contacts/{contact.id}"
    )

    page = owner.submit(form, name="Anna Berg")

    assert "Anna Berg" in page.title
    assert desk.contacts.get(contact.id).numbers == (ANNA, BEN)
    assert desk.contacts.get(contact.id).notes == "Likes rye"


def test_a_number_in_local_writing_is_understood(owner: PlainBrowser, desk: Desk) -> None:
    owner.submit(owner.open("/contacts/new").form("/contacts/new"), name="Anna", number_0=" 07700 900001 ")

    assert desk.contacts.list()[0].numbers == (ANNA,)


@pytest.mark.parametrize(
    ("name", "numbers", "sentence"),
    [
        ("", ANNA, "Enter a name"),
        ("Anna", "", "at least one phone number"),
        ("Anna", "12", "phone number"),
        ("Anna", BEN, "belongs to another contact"),
    ],
)
def test_a_contact_that_cannot_be_kept_stays_in_the_form(
    owner: PlainBrowser, desk: Desk, name: str, numbers: str, sentence: str
) -> None:
    desk.contacts.add("Ben", [BEN])

    page = owner.submit(
        owner.open("/contacts/new").form("/contacts/new"), name=name, number_0=numbers, notes="Rye"
    )

    assert page.status == 422
    assert sentence in page.words
    fields = page.form("/contacts/new").fields
    assert (fields["name"], fields["number_0"], fields["notes"]) == (name, numbers, "Rye")


def test_contacts_are_found_by_name_and_number(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("Anna Berg", [ANNA])
    desk.contacts.add("Ben Cole", [BEN])

    assert "Ben Cole" not in owner.open("/contacts?words=berg").words
    assert "Ben Cole" in owner.open("/contacts?words=900002").words
    assert "Nobody found" in owner.open("/contacts?words=zzz").words


def test_many_contacts_go_on_on_the_next_page(owner: PlainBrowser, desk: Desk) -> None:
    for number in range(120):
        desk.contacts.add(f"Person {number:03}", [f"+447700901{number:03}"])

    first = owner.open("/contacts")
    second = owner.open(next(link for link in first.links if "id=" in link))

    assert "Person 059" in first.words
    assert "Person 060" not in first.words
    assert "Person 119" in second.words


def test_a_contact_can_be_texted(owner: PlainBrowser, desk: Desk) -> None:
    contact = desk.contacts.add("Anna Berg", [ANNA])

    page = owner.open(f"/contacts/{contact.id}/text")

    assert page.path == "/conversations/1"
    assert "What you write and what comes back stands here." in page.words


def test_the_way_back_from_a_form_never_leads_to_another_site(owner: PlainBrowser) -> None:
    form = owner.open("/contacts/new").form("/contacts/new")
    form.fields["back"] = "//evil.example/"

    page = owner.submit(form, name="Anna", number_0=ANNA)

    assert page.path == "/contacts"


# --- settings -----------------------------------------------------------------------------------


def test_an_api_key_is_shown_once_and_opens_the_api(owner: PlainBrowser, services: Services) -> None:
    page = owner.submit(owner.open("/settings/keys").form("/settings/keys"), name="till")

    key = next(word for word in page.words.split() if word.startswith("msk_"))
    assert services.keys.check(key, remote="here") is not None
    assert page.headers["Cache-Control"] == "no-store"
    assert "msk_" not in owner.open("/settings").words


def test_a_key_is_revoked(owner: PlainBrowser, services: Services) -> None:
    key = services.keys.create("till")

    page = owner.submit(owner.open("/settings/keys").form("/settings/keys/till/revoke"))

    assert "The key of till no longer opens anything." in page.words
    assert services.keys.check(key, remote="here") is None


def test_a_key_without_a_name_is_refused(owner: PlainBrowser) -> None:
    page = owner.submit(owner.open("/settings/keys").form("/settings/keys"), name=" ")

    assert page.status == 422
    assert "Give the key a name" in page.words


def test_every_page_belongs_to_a_place(owner: PlainBrowser, app: Flask) -> None:
    lost = []
    for rule in app.url_map.iter_rules():
        if (
            rule.arguments
            or "GET" not in (rule.methods or ())
            or rule.endpoint.startswith(("api.", "events.", "first_run."))
        ):
            continue
        with owner.client.get(rule.rule) as answer:
            html = answer.get_data(as_text=True)
        if 'class="ms-nav' in html and 'aria-current="page"' not in html:
            lost.append(rule.endpoint)

    assert lost == []
