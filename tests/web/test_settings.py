"""Settings as their owner uses them, without JavaScript."""

from __future__ import annotations

import pytest

from modemsms.services import Services
from tests.desk import Desk
from tests.web.plain import PlainBrowser

OWNERS = ("/settings/shop", "/settings/rules")


def test_the_list_leads_to_every_section(owner: PlainBrowser) -> None:
    links = [link for link in owner.open("/settings").links if link.startswith("/settings/")]

    assert set(OWNERS) <= set(links)
    assert {owner.open(link).status for link in links} == {200}


def test_staff_see_only_what_is_theirs(staff: PlainBrowser) -> None:
    links = staff.open("/settings").links

    assert "/settings/look" in links
    assert not set(OWNERS) & set(links)
    for path in OWNERS:
        assert staff.open(path).status == 403


def test_the_shop_gets_a_name_a_country_and_a_clock(owner: PlainBrowser, desk: Desk) -> None:
    form = owner.open("/settings/shop").form("/settings/shop")

    page = owner.submit(form, name="Buchecke", country="DE", timezone="Europe/Berlin")

    assert "Kept." in page.words
    assert (desk.shop.name, desk.shop.country, desk.shop.zone.key) == ("Buchecke", "DE", "Europe/Berlin")
    assert "Buchecke" in page.title


def test_a_name_with_markup_is_shown_as_it_is(owner: PlainBrowser) -> None:
    form = owner.open("/settings/shop").form("/settings/shop")

    page = owner.submit(form, name="<b>Books</b>")

    assert "<b>Books</b>" in page.title
    assert "<b>Books</b>" not in page.html


def test_a_country_that_is_none_is_refused_and_the_rest_stays_typed(owner: PlainBrowser, desk: Desk) -> None:
    form = owner.open("/settings/shop").form("/settings/shop")

    page = owner.submit(form, name="Buchecke", country="XX")

    assert page.status == 422
    assert page.form("/settings/shop").fields["name"] == "Buchecke"
    assert desk.shop.name == "Corner Books"


def test_opening_hours_are_written_as_people_do(owner: PlainBrowser, services: Services) -> None:
    form = owner.open("/settings/shop").form("/settings/shop/hours")

    owner.submit(
        form, day0="9-12.30, 14:00 – 18", day5="22:00-24", holidays="2026-12-25 Christmas\n\n2027-01-01"
    )

    page = owner.open("/settings/shop").form("/settings/shop/hours")
    assert (page.fields["day0"], page.fields["day5"]) == ("09:00-12:30, 14:00-18:00", "22:00-00:00")
    assert [(one.day.isoformat(), one.name) for one in services.hours.plan().holidays] == [
        ("2026-12-25", "Christmas"),
        ("2027-01-01", ""),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day0": "morning"}, "“morning” is no time"),
        ({"day0": "9-25"}, "“25:00” is no time of the day"),
        ({"day0": "18-9"}, "before it opens"),
        ({"holidays": "Christmas"}, "Begin each line with a date"),
    ],
)
def test_hours_that_cannot_be_are_refused_as_they_were_typed(
    owner: PlainBrowser, services: Services, wrong: dict[str, str], said: str
) -> None:
    page = owner.submit(owner.open("/settings/shop").form("/settings/shop/hours"), **wrong)

    assert page.status == 422
    assert said in page.words
    fields = page.form("/settings/shop/hours").fields
    assert {name: fields[name].strip() for name in wrong} == wrong
    assert not services.hours.plan().is_set


def test_the_rules_are_set_in_one_form(owner: PlainBrowser, services: Services, desk: Desk) -> None:
    form = owner.open("/settings/rules").form("/settings/rules")

    owner.submit(form, undo_seconds="0", fuse_per_hour="5", shift_tables="1")

    assert services.composing.undo_seconds() == 0
    assert desk.live_rules.fuse_per_hour == 5
    assert desk.live_rules.shift_tables


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("undo_seconds", "61"),
        ("undo_seconds", "x"),
        ("max_characters", "0"),
        ("fuse_repeat", "-1"),
        ("resend_unknown", "²"),
    ],
)
def test_a_rule_that_cannot_be_is_named_and_kept_as_typed(
    owner: PlainBrowser, field: str, value: str
) -> None:
    page = owner.submit(owner.open("/settings/rules").form("/settings/rules"), **{field: value})

    assert page.status == 422
    assert ("input", "id", f"f-{field}") in page.attributes
    assert page.form("/settings/rules").fields[field] == value


def test_a_look_is_each_persons_own(owner: PlainBrowser, staff: PlainBrowser) -> None:
    form = owner.open("/settings/look").form("/settings/look")

    page = owner.submit(form, theme="dark", text_size="larger", language="es")

    assert {("html", "data-theme", "dark"), ("html", "data-text", "larger"), ("html", "lang", "es")} <= set(
        page.attributes
    )
    assert ("html", "data-theme", "system") in staff.open("/").attributes


def test_a_look_that_is_none_changes_nothing(owner: PlainBrowser) -> None:
    page = owner.submit(owner.open("/settings/look").form("/settings/look"), theme="pink")

    assert ("html", "data-theme", "system") in page.attributes


def test_about_says_what_it_is_and_how_large(owner: PlainBrowser) -> None:
    words = owner.open("/settings/about").words

    assert "MIT licence" in words
    assert "kB" in words or "MB" in words
    assert "msgspec" in words


def test_each_change_is_written_down(owner: PlainBrowser, services: Services) -> None:
    owner.submit(owner.open("/settings/shop").form("/settings/shop"), name="Buchecke")
    owner.submit(owner.open("/settings/rules").form("/settings/rules"), undo_seconds="7")

    assert [deed.deed for deed in services.deeds.latest()][:2] == ["rules_changed", "shop_changed"]
