"""One SIM's page: what its owner sets, each error at its field, and the balance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.driver import UssdAnswered
from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser


def filled(**fields: str) -> dict[str, str]:
    return {
        "label": "o2 prepaid",
        "own_number": "07700 900555",
        "per_minute": "6",
        "per_month": "3000",
        "spacing_min": "2.5",
        "spacing_max": "9",
        "prefixes": "+4477, +4478\n+4479",
        "failover": "yes",
        "price_micros": "0,09",
        "currency": "eur",
        "bundle": "200",
        "bundle_day": "15",
        "balance_code": "*101#",
        "balance_pattern": "Balance: {balance} EUR",
        "balance_every_hours": "24",
        "balance_warning_micros": "5",
    } | fields


def test_everything_that_is_set_is_kept_and_shown_again(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()

    page = owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}"), **filled())

    card = desk.sims.get(sim.id)
    assert (card.label, card.own_number, card.failover) == ("o2 prepaid", "+447700900555", True)
    assert (card.per_minute, card.per_hour, card.per_month) == (6, None, 3000)
    assert (card.spacing_min, card.spacing_max) == (timedelta(seconds=2.5), timedelta(seconds=9))
    assert card.prefixes == ("+4477", "+4478", "+4479")
    assert (card.price_micros, card.currency, card.bundle, card.bundle_day) == (90_000, "EUR", 200, 15)
    assert (card.balance_code, card.balance_every_hours) == ("*101#", 24)
    assert card.balance_warning_micros == 5_000_000
    fields = page.form(f"/sims/{sim.id}").fields
    assert {**fields, "csrf_token": ""} == {
        **filled(own_number="+447700900555", price_micros="0.09", currency="EUR"),
        "prefixes": "+4477\n+4478\n+4479",
        "per_hour": "",
        "per_day": "",
        "csrf_token": "",
    }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("own_number", "no number", "is not a phone number"),
        ("per_minute", "many", "Enter a whole number"),
        ("per_day", "1.5", "Enter a whole number"),
        ("per_month", "99999999", "Enter a whole number from"),
        ("spacing_min", "soon", "Enter seconds"),
        ("spacing_max", "1", "shorter than the shortest"),
        ("spacing_max", "99999", "at most an hour"),
        ("price_micros", "cheap", "Enter an amount"),
        ("price_micros", "NaN", "Enter an amount"),
        ("price_micros", "1e99", "Enter an amount"),
        ("currency", "Euro", "three letters"),
        ("bundle_day", "32", "from 1 to 31"),
        ("balance_code", "call me", "only digits"),
        ("balance_pattern", "nothing", "{balance}"),
        ("balance_warning_micros", "x", "Enter an amount"),
        ("label", "x" * 60, "short name"),
        ("prefixes", "abc", "abc"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    owner: PlainBrowser, desk: Desk, field: str, value: str, sentence: str
) -> None:
    sim = desk.plug_in()
    form = owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}")

    page = owner.submit(form, **filled(**{field: value}))

    assert page.status == 422
    assert sentence in page.words
    assert page.form(f"/sims/{sim.id}").fields[field] == value
    assert any(name == "id" and found == f"e-{field}" for _, name, found in page.attributes)
    assert desk.sims.get(sim.id).label == ""


def test_the_balance_is_read_when_the_owner_asks(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}"), **filled())

    page = owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}/balance"))
    assert "The network is being asked" in page.words
    dialled = desk.ussd.take("counter", desk.clock())
    assert dialled is not None
    assert dialled.code == "*101#"
    desk.ussd.answered("counter", UssdAnswered(1, dialled.id, "Balance: 4.37 EUR"), desk.clock())

    words = owner.open(f"/sims/{sim.id}").words
    assert "4.37 EUR" in words
    assert "Told by the network at 09:00" in words
    assert "o2 prepaid in counter" in owner.open("/modems").words


def test_a_balance_below_the_warning_turns_the_lamp_amber(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}"), **filled())
    owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}/balance"))
    dialled = desk.ussd.take("counter", desk.clock())
    assert dialled is not None
    desk.ussd.answered("counter", UssdAnswered(1, dialled.id, "Balance: 4.37 EUR"), desk.clock())

    page = owner.open("/contacts")

    assert "o2 prepaid" in page.words
    assert ("a", "data-lamp", "amber") in page.attributes


def test_the_customers_of_a_lost_sim_are_set_free(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello")
    desk.plug_in(iccid="8944000000000000009")

    page = owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}/forget"))

    assert "1 customer who knew this number" in page.words


def test_staff_look_and_change_nothing(staff: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()

    page = staff.open(f"/sims/{sim.id}")

    assert page.status == 200
    assert not page.forms
    token = staff.open("/modems").form("/modems/counter/pause").fields["csrf_token"]
    for path in ("", "/balance", "/forget"):
        assert staff.post(f"/sims/{sim.id}{path}", csrf_token=token, **filled()).status == 403


def test_a_sim_that_was_never_seen_is_a_sentence(owner: PlainBrowser) -> None:
    assert owner.open("/sims/77").status == 404
