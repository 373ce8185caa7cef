"""Moments, money and numbers as another language, or another country, writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from modemsms.services import Services
from tests.desk import START
from web import modem_words
from web.when import LocalTime, regional

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def spanish(app: Flask, services: Services) -> Iterator[None]:
    with app.test_request_context("/", headers={"Accept-Language": "es"}):
        yield


@pytest.mark.parametrize(
    ("moment", "day", "brief", "phrase"),
    [
        ("2026-03-02 08:05", "Hoy", "8:05", "a las 8:05"),
        ("2026-03-02 01:05", "Hoy", "1:05", "a la 1:05"),
        ("2026-03-01 23:59", "Ayer", "Ayer", "ayer a las 23:59"),
        ("2026-03-03 01:00", "Mañana", "3 mar", "mañana a la 1:00"),
        ("2026-02-25 09:00", "Miércoles, 25 de febrero", "mié", "el miércoles 25 de febrero a las 9:00"),
        (
            "2025-12-31 09:00",
            "Miércoles, 31 de diciembre de 2025",
            "31 dic 2025",
            "el miércoles 31 de diciembre de 2025 a las 9:00",
        ),
    ],
)
def test_spanish_says_them_its_own_way(spanish: None, moment: str, day: str, brief: str, phrase: str) -> None:
    local = LocalTime(LONDON, START, regional("es", "ES"))
    utc = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert (local.day(utc), local.brief(utc), local.phrase(utc)) == (day, brief, phrase)


@pytest.mark.parametrize(
    ("language", "country", "clock", "day"),
    [
        ("en", "GB", "15:30", "3 Mar"),
        ("en", "", "15:30", "3 Mar"),
        ("en", "FR", "15:30", "3 Mar"),
        ("en", "US", "3:30\N{NARROW NO-BREAK SPACE}PM", "Mar 3"),
        ("es", "ES", "15:30", "3 mar"),
        ("es", "DE", "15:30", "3 mar"),
        ("es", "../..", "15:30", "3 mar"),
        ("es", "US", "3:30\N{NARROW NO-BREAK SPACE}p.m.", "3 mar"),
    ],
)
def test_the_shops_country_decides_how_hours_and_days_are_written(
    language: str, country: str, clock: str, day: str
) -> None:
    local = LocalTime(UTC, START, regional(language, country))
    moment = datetime(2026, 3, 3, 15, 30, tzinfo=UTC)

    assert (local.clock(moment), local.brief(moment)) == (clock, day)


@pytest.mark.parametrize(
    ("micros", "currency", "written"),
    [
        (21_400_000, "EUR", "21,40 €"),
        (72_500, "EUR", "0,0725 €"),
        (500_000_000, "JPY", "500 JPY"),
        (1_500_000, "", "1,5"),
    ],
)
def test_money_has_the_decimals_that_it_needs(
    spanish: None, micros: int, currency: str, written: str
) -> None:
    assert modem_words.money(micros, currency).replace("\N{NO-BREAK SPACE}", " ") == written
