"""What the shop is called and where it is, and how its texts leave: from the file, else from the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from modemsms.config import SendingConfig
from modemsms.errors import InvalidInput
from modemsms.services.kept import Kept
from modemsms.services.outbox import Draft
from modemsms.services.rules import RuleChanges, Rules
from modemsms.services.shop import Shop
from tests.desk import ANNA, Desk

BERLIN = ZoneInfo("Europe/Berlin")

AS_THEY_ARE = {
    "max_characters": 1600,
    "smart_encoding": True,
    "shift_tables": False,
    "fuse_repeat_seconds": 60,
    "fuse_per_hour": 30,
    "resend_unknown_minutes": 0,
}


def changed(**what: int | bool) -> RuleChanges:
    return RuleChanges(**{**AS_THEY_ARE, **what})  # type: ignore[arg-type] # fields by name


def test_what_the_owner_says_holds_from_the_next_text_on(desk: Desk) -> None:
    desk.shop.change(name="Corner  Books", country="de", timezone="Europe/Berlin")

    assert (desk.shop.name, desk.shop.country, desk.shop.zone) == ("Corner Books", "DE", BERLIN)
    assert desk.outbox.submit(Draft("0171 9999999", "Hallo")).message.address == "+491719999999"


def test_it_is_kept_over_a_restart(desk: Desk) -> None:
    desk.shop.change(name="Buchecke", country="DE", timezone="Europe/Berlin")

    assert desk.restarted().shop.name == "Buchecke"


def test_the_file_wins_where_it_says_something(desk: Desk) -> None:
    kept = Kept(desk.store, frozenset({"shop.country"}))
    shop = Shop("", "GB", ZoneInfo("Europe/London"), 1600, kept)

    shop.change(name="Buchecke", country="DE", timezone="Europe/Berlin")

    assert (shop.name, shop.country) == ("Buchecke", "GB")
    assert shop.is_fixed("country")
    assert not shop.is_fixed("name")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 81},
        {"name": "a\x07b"},
        {"country": "XX"},
        {"country": "Germany"},
        {"timezone": "Mars/Base"},
        {"timezone": ""},
        {"timezone": "../../etc/passwd"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(desk: Desk, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        desk.shop.change(**{"name": "B", "country": "DE", "timezone": "Europe/Berlin"} | wrong)

    assert desk.shop.name == "Corner Books"


def test_whoever_kept_the_zone_follows_it(desk: Desk) -> None:
    zone, moment = desk.shop.clock_zone, datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert moment.astimezone(zone).hour == 13

    desk.shop.change(name="", country="DE", timezone="Asia/Kolkata")

    assert (moment.astimezone(zone).hour, moment.astimezone(zone).minute) == (17, 30)
    assert datetime(2026, 7, 1, 0, tzinfo=zone).astimezone(UTC).hour == 18


def test_the_fuse_follows_the_owner(desk: Desk) -> None:
    desk.live_rules.change(changed(fuse_repeat_seconds=0))

    desk.write(ANNA, "Hello")

    assert not desk.write(ANNA, "Hello").held


def test_the_longest_text_follows_the_owner(desk: Desk) -> None:
    desk.live_rules.change(changed(max_characters=20))

    with pytest.raises(InvalidInput):
        desk.write(ANNA, "x" * 21)
    assert desk.shop.max_characters == 20


def test_special_letters_stay_when_the_owner_wants_it(desk: Desk) -> None:
    desk.live_rules.change(changed(smart_encoding=False))

    assert desk.write(ANNA, "“Hello”").encoding == "ucs2"


def test_unknown_texts_go_again_after_the_time_that_was_set(desk: Desk) -> None:
    desk.live_rules.change(changed(resend_unknown_minutes=30))

    assert desk.live_rules.resend_unknown == timedelta(minutes=30)


def test_a_rule_of_the_file_stays(desk: Desk) -> None:
    rules = Rules(SendingConfig(fuse_per_hour=7), Kept(desk.store, frozenset({"sending.fuse_per_hour"})))

    rules.change(changed(fuse_per_hour=100))

    assert rules.fuse_per_hour == 7
    assert rules.is_fixed("fuse_per_hour")


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_characters": 0},
        {"max_characters": 8001},
        {"fuse_repeat_seconds": -1},
        {"fuse_per_hour": -1},
        {"resend_unknown_minutes": 10_081},
    ],
)
def test_a_rule_that_cannot_be_is_refused(desk: Desk, wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        desk.live_rules.change(changed(**wrong))
