"""Words of phones and networks, on terminals and in logs."""

from __future__ import annotations

import logging

from hypothesis import given
from hypothesis import strategies as st

from modemsms.commands.terminal import OneLineEach, one_line, plain


def test_escape_sequences_and_turned_reading_are_written_out() -> None:
    assert plain("\x1b]0;gone\x07 \x9b2J\u202e\rnext") == "\\x1b]0;gone\\x07 \\x9b2J\\u202e\\rnext"


def test_what_people_read_stays_as_it_is() -> None:
    assert plain("Guthaben:\t4,20\xa0€\n1 Aufladen – “ja” 👍") == "Guthaben: 4,20 €\n1 Aufladen – “ja” 👍"


@given(words=st.text())
def test_a_record_is_one_line_whatever_stands_in_it(words: str) -> None:
    record = logging.makeLogRecord({"msg": "phone_up model=%s", "args": (words,)})

    assert OneLineEach().format(record).splitlines() == [f"phone_up model={one_line(words)}"]
