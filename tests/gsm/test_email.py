"""Texts of e-mail gateways in the forms that the standard knows (23.040, 3.8; hardware Q107)."""

from __future__ import annotations

import pytest

from modemsms.gsm.email import Email, parse_email


@pytest.mark.parametrize(
    ("text", "sender", "subject", "words"),
    [
        ("anna@example.org Is it open?", "anna@example.org", "", "Is it open?"),
        ("anna@example.org(Order 7)Is it open?", "anna@example.org", "Order 7", "Is it open?"),
        ("anna@example.org#Order 7#Is it open?", "anna@example.org", "Order 7", "Is it open?"),
        ("Anna Bell#anna@example.org Hello", "anna@example.org", "", "Hello"),
        ("anna@example.org", "anna@example.org", "", ""),
        ("anna@example.org two\nlines", "anna@example.org", "", "two\nlines"),
    ],
)
def test_an_email_has_a_sender_and_words(text: str, sender: str, subject: str, words: str) -> None:
    assert parse_email(text) == Email(sender, subject, words)


@pytest.mark.parametrize("text", ["", "Hello", "write to anna@example.org", "@ (x)", "anna@local hello"])
def test_a_text_without_a_sender_is_a_text(text: str) -> None:
    assert parse_email(text) is None
