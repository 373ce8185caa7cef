"""Amounts in the answers of networks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import InvalidInput
from modemsms.services.balance import amount_in, check_pattern

ANSWERS = [
    ("Your balance is 4.20 EUR", "", 4_200_000),
    ("Ihr Guthaben: 12,50 EUR, gültig bis 31.12.2026", "", 12_500_000),
    ("Solde 1.234,56 EUR", "", 1_234_560_000),
    ("Balance 1,234.56 USD", "", 1_234_560_000),
    ("Saldo: 1 234,56 zł", "", 1_234_560_000),
    ("Valid to 31.12.2026. Balance 7.00", "", 7_000_000),
    ("Call *123# for more. You have 15 units", "", 15_000_000),
    ("Main acct: -0.35 GBP", "", -350_000),
    ("رصيدك ٥٫٢٥", "", 5_250_000),
    ("Rp12.500 s/d 01/01/27", "Rp{balance} *", 12_500_000_000),
    ("Bonus 3.00, main 9.99 EUR", "main {balance} EUR", 9_990_000),
    ("Bonus 3.00, MAIN   9.99 EUR", "bonus * main {balance}", 9_990_000),
    ("Account 4915112345678 1.50 EUR", "", 1_500_000),
    ("You have no credit", "", None),
    ("Balance 4.20", "Guthaben {balance}", None),
    ("", "", None),
]


@pytest.mark.parametrize(("text", "pattern", "micros"), ANSWERS)
def test_the_amount_is_found(text: str, pattern: str, micros: int | None) -> None:
    assert amount_in(text, pattern) == micros


@given(st.text(max_size=400), st.text(max_size=60))
def test_whatever_the_network_says_does_no_harm(text: str, words: str) -> None:
    amount_in(text, "")
    amount_in(text, words.replace("{balance}", "") + "{balance}")


@pytest.mark.parametrize("pattern", ["balance", "{balance} {balance}", "{balance}" + "x" * 200])
def test_a_pattern_without_its_place_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput):
        check_pattern(pattern)


def test_what_no_row_can_hold_is_no_amount() -> None:
    assert amount_in("Balance 123 456 789 012 345 678.90", "") is None


def test_wildcards_do_not_run_away() -> None:
    text = "a 1 " * 45

    assert amount_in(text, "*".join("aaaaaaaa") + "{balance}*x*y*z*q") is None
