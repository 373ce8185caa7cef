"""The septet tables of TS 23.038, 6.2.1 and annex A."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError, Unencodable
from modemsms.gsm import alphabet
from modemsms.gsm.national import LANGUAGES, LOCKING, SINGLE
from tests.gsm.strategies import gsm7_texts

PAIRS = [(locking, single) for locking in (0, *LOCKING) for single in (0, *SINGLE)]

# Octet of the octet-coded table in TS 23.038, 6.2.1, row by row as printed (b3..b1 down, b7..b5 across).
DEFAULT_TABLE = """
@ Δ SP 0 ¡ P ¿ p
£ _ ! 1 A Q a q
$ Φ " 2 B R b r
¥ Γ # 3 C S c s
è Λ ¤ 4 D T d t
é Ω % 5 E U e u
ù Π & 6 F V f v
ì Ψ ' 7 G W g w
ò Σ ( 8 H X h x
Ç Θ ) 9 I Y i y
LF Ξ * : J Z j z
Ø ESC + ; K Ä k ä
ø Æ , < L Ö l ö
CR æ - = M Ñ m ñ
Å ß . > N Ü n ü
å É / ? O § o à
"""
NAMED = {"SP": " ", "LF": "\n", "CR": "\r"}


@pytest.mark.parametrize(
    ("septet", "printed"),
    [
        (column * 16 + row, cell)
        for row, line in enumerate(DEFAULT_TABLE.strip().splitlines())
        for column, cell in enumerate(line.split())
        if cell != "ESC"
    ],
)
def test_the_default_alphabet_is_as_printed_in_the_standard(septet: int, printed: str) -> None:
    character = NAMED.get(printed, printed)

    assert alphabet.decode(bytes([septet])) == character
    assert alphabet.encode(character) == bytes([septet])
    assert alphabet.cost(character) == 1


@pytest.mark.parametrize(
    ("septet", "character"),
    [
        *((0x0A, "\f"), (0x14, "^"), (0x28, "{"), (0x29, "}"), (0x2F, "\\")),
        *((0x3C, "["), (0x3D, "~"), (0x3E, "]"), (0x40, "|"), (0x65, "€")),
    ],
)
def test_the_extension_costs_two_septets(septet: int, character: str) -> None:
    assert alphabet.decode(bytes([0x1B, septet])) == character
    assert alphabet.encode(character) == bytes([0x1B, septet])
    assert alphabet.cost(character) == 2


@pytest.mark.parametrize(
    ("locking", "single", "septets", "text"),
    [
        (1, 0, "070B0C1C1D40", "ıĞğŞşİ"),
        (1, 0, "04", "€"),
        (0, 1, "1B471B491B531B631B671B691B73", "ĞİŞçğış"),
        (0, 2, "1B091B411B491B4F1B551B611B691B6F1B75", "çÁÍÓÚáíóú"),
        (3, 0, "7B7C0C5B5C15", "ãõôÃÕ∞"),
        (0, 3, "1B051B091B0C1B1F1B61", "êçôÊÂ"),
        (6, 0, "2841290304", ")भ(अआ"),
        (6, 6, "1B1C1B411B42", "०AB"),
        (7, 0, "24", "ಡ"),
        (7, 0, "3D", "ಪ"),
        (11, 0, "11", "\ufffd"),
        (11, 11, "1B241B25", "௮௯"),
        (12, 12, "1B221B23", "౬౭"),
        (13, 0, "2C", ","),
    ],
)
def test_national_tables_hold_what_most_transcriptions_have(
    locking: int, single: int, septets: str, text: str
) -> None:
    assert alphabet.decode(bytes.fromhex(septets), locking, single) == text


@pytest.mark.parametrize("pair", PAIRS)
def test_every_character_of_every_pair_of_tables_comes_back(pair: tuple[int, int]) -> None:
    for code_point in alphabet.charset(*pair).codes:
        character = chr(code_point)

        septets = alphabet.encode(character, *pair)

        assert alphabet.decode(septets, *pair) == character
        assert len(septets) == alphabet.cost(character, *pair)


@pytest.mark.parametrize("pair", PAIRS)
def test_every_septet_of_every_pair_of_tables_shows_something(pair: tuple[int, int]) -> None:
    for septet in range(128):
        assert len(alphabet.decode(bytes([0x1B, septet]), *pair)) == 1
        if septet != 0x1B:
            assert len(alphabet.decode(bytes([septet]), *pair)) == 1


def test_all_thirteen_languages_are_there_and_spanish_has_no_locking_table() -> None:
    assert set(SINGLE) == set(LANGUAGES) == set(range(1, 14))
    assert set(LOCKING) == set(LANGUAGES) - {2}


@pytest.mark.parametrize("language", range(4, 14))
def test_of_two_septets_for_one_character_the_lower_is_sent(language: int) -> None:
    assert alphabet.encode("*¡", 0, language) == bytes.fromhex("2A40")
    assert alphabet.encode("*¡", language, language) == bytes.fromhex("1B0B1B13")
    assert alphabet.decode(bytes.fromhex("1B181B15"), language, language) == "*¡"


def test_the_disputed_telugu_euro_is_read_but_never_sent() -> None:
    assert alphabet.decode(bytes.fromhex("1B65"), 0, 12) == "€"
    assert alphabet.cost("€", 0, 12) is None


def test_an_escaped_septet_outside_the_table_is_shown_as_the_locking_table_has_it() -> None:
    assert alphabet.decode(bytes.fromhex("1B61")) == "a"
    assert alphabet.decode(bytes.fromhex("1B04"), 1, 0) == "€"
    assert alphabet.decode(bytes.fromhex("1B0D")) == "\r"


@pytest.mark.parametrize("septets", ["1B", "1B1B", "1B1B1B"])
def test_an_escape_that_announces_nothing_is_a_space(septets: str) -> None:
    assert alphabet.decode(bytes.fromhex(septets)).strip(" ") == ""


@pytest.mark.parametrize("character", ["\x1b", "\ufffd", "ç", "\t", "`", "\x00", "😀", chr(0xD800)])
def test_a_character_outside_the_tables_is_named(character: str) -> None:
    with pytest.raises(Unencodable) as caught:
        alphabet.encode(f"abc{character}{character}ж")

    assert caught.value.character == character
    assert alphabet.cost(character) is None


def test_a_language_without_such_a_table_is_refused() -> None:
    with pytest.raises(CodecError):
        alphabet.encode("a", locking=2)
    with pytest.raises(CodecError):
        alphabet.decode(b"a", single=14)


@given(gsm7_texts)
def test_a_text_of_the_alphabet_comes_back(text: str) -> None:
    assert alphabet.decode(alphabet.encode(text)) == text


@given(st.binary(), st.sampled_from(PAIRS))
def test_any_septets_are_read_or_refused(raw: bytes, pair: tuple[int, int]) -> None:
    septets = bytes(octet & 0x7F for octet in raw)

    text = alphabet.decode(septets, *pair)

    assert len(septets) / 2 <= len(text) <= len(septets)
    if septets != raw:
        with pytest.raises(CodecError):
            alphabet.decode(raw, *pair)
