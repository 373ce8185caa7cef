"""Smart encoding: what is replaced, what is only offered, what is left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.gsm.alphabet import charset
from modemsms.gsm.replacements import LOSSLESS, LOSSY
from modemsms.gsm.segments import Encoding, Replacement, segments
from modemsms.gsm.smart import clusters, fit
from tests.gsm.strategies import any_texts

DEFAULT = charset().codes


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("it’s “fine” – really…", 'it\'s "fine" - really...'),
        ("10\xa0am", "10 am"),
        ("ﬁsh ½ №1 ™", "fish 1/2 No1 TM"),
        ("ＡＢＣ！", "ABC!"),
        ("tab\there", "tab here"),
        ("a\u200bb\ufeff", "ab"),
        ("cafe\u0301", "café"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("line\r\nline\r\n", "line\nline\n"),
        ("`code`", "'code'"),
    ],
)
def test_what_reads_the_same_is_replaced(text: str, sent: str) -> None:
    found = segments(text)

    assert (found.text, found.encoding) == (sent, Encoding.GSM7)
    assert found.forcing == ()
    assert all(done.lossless for done in found.replaced)


def test_what_was_replaced_is_said_once_for_each_character() -> None:
    assert segments("‘it’s’\r\n").replaced == (
        Replacement("\r\n", "\n", lossless=True),
        Replacement("‘", "'", lossless=True),
        Replacement("’", "'", lossless=True),
    )


@pytest.mark.parametrize(
    "text",
    ["it’s 😀", "“Привет”…", "🏳️‍🌈 \u200f שלום\r\n", "नमस्\u200dते", "e\u0301 漢", "❤️", "\u200b", "a\x07\xa0b"],
)
def test_a_text_that_stays_unicode_is_left_exactly_as_it_is(text: str) -> None:
    found = segments(text)

    assert found.encoding is Encoding.UCS2
    assert found.text == text
    assert found.replaced == ()
    assert found.forcing != ()


@pytest.mark.parametrize(
    ("text", "forcing"),
    [
        ("Hallo Ж und ж und Ж", ("Ж", "ж")),
        ("it’s 😀", ("😀",)),
        ("👨‍👩‍👧 and 🇩🇪 and 👍🏽", ("👨‍👩‍👧", "🇩🇪", "👍🏽")),
        ("c\u0327a", ("c\u0327",)),
        ("a\x07\x1b", ("\x07", "\x1b")),
        ("\u200b", ("\u200b",)),
    ],
)
def test_characters_that_force_unicode_are_named_as_a_person_sees_them(
    text: str, forcing: tuple[str, ...]
) -> None:
    assert segments(text).forcing == forcing


def test_without_smart_encoding_nothing_is_touched() -> None:
    found = segments("it’s\r\n", smart_encoding=False)

    assert found.text == "it’s\r\n"
    assert found.encoding is Encoding.UCS2
    assert found.forcing == ("’",)
    assert found.offered == (Replacement("’", "'", lossless=True),)
    assert segments("a\r\nb", smart_encoding=False).used == 4


def test_without_smart_encoding_not_even_an_accent_is_composed() -> None:
    found = segments("cafe\u0301", smart_encoding=False)

    assert found.text == "cafe\u0301"
    assert found.forcing == ("e\u0301",)
    assert found.offered == (Replacement("e\u0301", "é", lossless=True),)


@given(any_texts, st.booleans())
def test_every_unicode_text_has_a_character_that_forces_it(text: str, smart: bool) -> None:
    found = segments(text, smart_encoding=smart)

    assert bool(found.forcing) is (found.encoding is Encoding.UCS2)
    assert all(character in found.text for character in found.forcing)


def test_what_changes_a_letter_is_only_offered() -> None:
    found = segments("façade “ô”")

    assert found.encoding is Encoding.UCS2
    assert found.text == "façade “ô”"
    assert found.offered == (Replacement("ç", "c", lossless=False), Replacement("ô", "o", lossless=False))


def test_nothing_is_offered_that_would_not_bring_the_text_to_gsm7() -> None:
    assert segments("façade 😀").offered == ()


def test_a_replacement_that_would_cost_a_segment_is_not_made() -> None:
    text = "…" * 60

    found = segments(text)

    assert (found.encoding, found.text, len(found.parts)) == (Encoding.UCS2, text, 1)
    assert found.offered == (Replacement("…", "...", lossless=True),)
    assert segments("…" * 50).encoding is Encoding.GSM7


@given(any_texts)
def test_taking_the_offer_brings_the_text_to_gsm7(text: str) -> None:
    offers = {offer.character: offer.to for offer in segments(text).offered}
    if not offers:
        return

    taken = "".join(offers.get(cluster, cluster) for cluster in clusters(text))

    assert fit(taken, DEFAULT) is not None


def test_every_replacement_is_outside_gsm7_and_stands_for_something_inside() -> None:
    for table in (LOSSLESS, LOSSY):
        for to, characters in table.items():
            assert all(ord(character) in DEFAULT for character in to)
            assert all(ord(character) not in DEFAULT for character in characters)
    assert not {*"".join(LOSSLESS.values())} & {*"".join(LOSSY.values())}


@pytest.mark.parametrize("kept", ["😀", "ж", "א", "ع", "漢", "한"])
def test_no_other_script_and_no_emoji_is_ever_replaced(kept: str) -> None:
    assert kept not in "".join((*LOSSLESS.values(), *LOSSY.values()))


@given(any_texts)
def test_a_text_that_leaves_as_gsm7_reads_as_it_was_given(text: str) -> None:
    found = segments(text)
    if found.encoding is not Encoding.GSM7:
        return

    expected = text.replace("\r\n", "\n")
    if not all(ord(character) in DEFAULT for character in expected):
        expected = unicodedata.normalize("NFC", expected)
    for done in found.replaced:
        if done.character != "\r\n":
            expected = expected.replace(done.character, done.to)
    assert found.text == expected
