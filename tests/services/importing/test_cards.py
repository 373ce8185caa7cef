"""Address books of phones: vCard 2.1 to 4.0, whole, in any letters, and none that is nested or endless does harm."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.services.importing import cards, cells
from tests.services.importing.lists import look

# As a phone of 2012 wrote it: quoted-printable with soft line breaks, a picture that ends with an empty line.
OLD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
    b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;\r\n"
    b"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen =\r\nM=C3=BCller\r\n"
    b"TEL;HOME:030 123456\r\nTEL;CELL;PREF:+491711234567\r\n"
    b"PHOTO;ENCODING=BASE64;JPEG:" + base64.b64encode(bytes(3000))[:70] + b"\r\n " + b"A" * 70 + b"\r\n\r\n"
    b"BDAY:19800314\r\nNOTE;QUOTED-PRINTABLE:Line one=0D=0ALine two\r\nEND:VCARD\r\n"
)
# As an iPhone writes it: groups, folded lines, escapes.
APPLE = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.0//EN\r\nN:Łęcka;Anna;;;\r\nFN:Anna Łęcka\r\n"
    "item1.TEL;type=pref:+44 7700 900001\r\nitem1.X-ABLabel:Shop\r\nTEL;type=CELL;type=VOICE:+44 7700 900002\r\n"
    "NOTE:Likes rye\\, brown\r\n  and white\\nOn Fridays\r\nBDAY;value=date:1980-03-14\r\nEND:VCARD\r\n"
).encode()
NEW = (
    b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ben\r\nTEL;VALUE=uri;PREF=2;TYPE=home:tel:+44-7700-900004\r\n"
    b"TEL;VALUE=uri;PREF=1:tel:+44-7700-900003;ext=5\r\nBDAY:--0314\r\nLANG:de-DE\r\nEND:VCARD\r\n"
)


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (OLD, ["Jürgen Müller", "+491711234567 ::: 030 123456", "19800314", "Line one\r\nLine two"]),
        (
            APPLE,
            [
                "Anna Łęcka",
                "+44 7700 900001 ::: +44 7700 900002",
                "1980-03-14",
                "Likes rye, brown and white\nOn Fridays",
            ],
        ),
        (NEW, ["Ben", "+44-7700-900003 ::: +44-7700-900004", "--0314", "", "de"]),
    ],
    ids=["2.1", "3.0", "4.0"],
)
def test_a_card_is_read(tmp_path: Path, content: bytes, row: list[str]) -> None:
    looked = look(tmp_path, content, "DE")

    assert looked.form.kind == "vcard"
    assert looked.targets[:3] == ["name", "number", "birthday"]
    assert looked.rows == [list(cards.TITLES), row]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_whole_address_book_comes_in_any_letters(tmp_path: Path, encoding: str) -> None:
    looked = look(tmp_path, (APPLE + NEW).decode().encode(encoding))

    assert [row[0] for row in looked.rows[1:]] == ["Anna Łęcka", "Ben"]


def test_an_old_card_without_charset_is_read_in_the_letters_of_the_shop(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:2.1\nN:Wiśniewski;Łukasz\nTEL:601234567\nEND:VCARD\n"

    assert look(tmp_path, card.encode("cp1250"), "PL").rows[1][:2] == ["Łukasz Wiśniewski", "601234567"]


def test_a_card_without_a_name_has_the_one_of_its_firm(tmp_path: Path) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\r\nORG:Flour & Co;Sales\r\nTEL:07700900001\r\nEND:VCARD\r\n"

    assert look(tmp_path, card).rows[1][0] == "Flour & Co Sales"


def test_a_card_inside_a_card_is_passed_over_however_deep(tmp_path: Path) -> None:
    deep = b"BEGIN:VCARD\r\n" * 20_000 + b"FN:Nobody\r\n" + b"END:VCARD\r\n" * 20_000
    content = b"BEGIN:VCARD\r\nFN:Anna\r\nAGENT:\r\n" + deep + b"TEL:07700900001\r\nEND:VCARD\r\n"

    assert look(tmp_path, content).rows[1:] == [["Anna", "07700900001"]]


def test_cards_that_never_end_are_cut(tmp_path: Path) -> None:
    many = b"".join(b"TEL:0770090%04d\r\n" % number for number in range(5000))
    content = b"BEGIN:VCARD\r\nFN:" + b"x" * 300_000 + b"\r\n" + many + b"END:VCARD\r\n"

    (row,) = look(tmp_path, content).rows[1:]

    assert len(row[0]) <= 10_000
    assert len(row[1].split(cards.BETWEEN)) <= 50


@given(content=st.binary(max_size=400), encoding=st.sampled_from(["utf-8", "utf-16", "cp1250"]))
def test_no_octets_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, encoding: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.vcf"
    file.write_bytes(b"BEGIN:VCARD\r\n" + content + b"\r\nEND:VCARD\r\n")

    for row in cards.rows(file, encoding):
        assert len(row) == len(cards.TITLES)


@given(words=st.text(max_size=60))
def test_a_cell_holds_numbers_or_says_what_is_wrong_with_it(words: str) -> None:
    numbers, wrong = cells.numbers_in(words, "GB")

    assert all(number.startswith("+") and number[1:].isdecimal() for number in numbers)
    assert numbers or wrong or not any(letter.isalnum() for letter in words)
