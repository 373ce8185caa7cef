"""Tables out of Excel in many countries come in right: letters, signs, titles, days, numbers."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.importing import cells
from tests.services.importing.lists import look, workbook

GERMAN = "Vorname;Nachname;Handynummer;Geburtsdatum;Bemerkung\r\nJürgen;Größe;0171 1234567;14.03.1980;Stammgast\r\n"
FRENCH = (
    "Prénom;Nom;Téléphone portable;Date de naissance;Remarques\r\n"
    "Hélène;Lefèvre;06 12 34 56 78;14/03/1980;Ça va\r\n"
)
TURKISH = "Adı;Soyadı;Cep Telefonu;Doğum Tarihi;Açıklama\r\nIşıl;Yıldırım;0532 123 45 67;14.03.1980;Çay\r\n"
POLISH = "Imię;Nazwisko;Telefon komórkowy;Data urodzenia;Uwagi\r\nŁukasz;Wiśniewski;601 234 567;14.03.1980;Żółty\r\n"

TARGETS = ["first", "last", "number", "birthday", "notes"]


@pytest.mark.parametrize(
    ("words", "page", "country"),
    [(GERMAN, "cp1252", "DE"), (FRENCH, "cp1252", "FR"), (TURKISH, "cp1254", "TR"), (POLISH, "cp1250", "PL")],
    ids=["German", "French", "Turkish", "Polish"],
)
@pytest.mark.parametrize("encoding", ["code page", "utf-8", "utf-8-sig", "utf-16"])
def test_a_list_out_of_excel_comes_in_right(
    tmp_path: Path, words: str, page: str, country: str, encoding: str
) -> None:
    content = words.encode(page if encoding == "code page" else encoding)

    looked = look(tmp_path, content, country)

    expected = [line.split(";") for line in words.splitlines()]
    assert looked.rows == expected
    assert looked.targets == TARGETS
    assert looked.form.separator == ";"
    assert looked.form.encoding == (page if encoding == "code page" else encoding.removesuffix("-sig"))


@pytest.mark.parametrize(
    ("words", "page"), [(TURKISH, "cp1254"), (POLISH, "cp1250"), (GERMAN, "cp1252")], ids=["tr", "pl", "de"]
)
def test_a_list_of_another_country_is_known_by_its_letters(tmp_path: Path, words: str, page: str) -> None:
    assert [row[0] for row in look(tmp_path, words.encode(page), "DE").rows] == [
        line.split(";")[0] for line in words.splitlines()
    ]


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_sign_between_the_cells_is_found(tmp_path: Path, sign: str) -> None:
    words = f'Name{sign}Phone\r\n"Berg{sign} Anna"{sign}07700 900001\r\nBen{sign}07700 900002\r\n'

    looked = look(tmp_path, words.encode())

    assert looked.form.separator == sign
    assert looked.rows[1] == [f"Berg{sign} Anna", "07700 900001"]


def test_excels_own_line_about_the_sign_is_no_row(tmp_path: Path) -> None:
    looked = look(tmp_path, b"sep=,\r\nName,Phone\r\nAnna,07700 900001\r\n")

    assert looked.rows == [["Name", "Phone"], ["Anna", "07700 900001"]]


def test_columns_without_titles_are_known_by_what_stands_in_them(tmp_path: Path) -> None:
    looked = look(tmp_path, b"Anna;Berg;+44 7700 900001\r\nBen;Kahn;+44 7700 900002\r\n")

    assert not looked.titled
    assert looked.targets == ["first", "last", "number"]


def test_the_table_of_google_contacts_is_known(tmp_path: Path) -> None:
    head = "Name,Given Name,Family Name,Notes,Phone 1 - Type,Phone 1 - Value,E-mail 1 - Value"
    looked = look(
        tmp_path, f"{head}\r\nAnna Berg,Anna,Berg,,Mobile,+44 7700 900001 ::: 07700 900002,a@b.c\r\n".encode()
    )

    assert looked.targets == ["name", "", "", "notes", "", "number", ""]
    assert cells.numbers_in(looked.rows[1][5], "GB") == (["+447700900001", "+447700900002"], "")


def test_our_own_export_comes_back(tmp_path: Path) -> None:
    looked = look(tmp_path, "\ufeffName,Numbers,Notes\r\n'=Anna,'+44 7700 900001,Tea\r\n".encode())

    assert looked.targets == ["name", "number", "notes"]
    assert cells.without_quote(looked.rows[1][0]) == "=Anna"
    assert cells.numbers_in(looked.rows[1][1], "GB") == (["+447700900001"], "")


def test_a_workbook_gives_words_for_every_kind_of_cell(tmp_path: Path) -> None:
    born = datetime.combine(date(1980, 3, 14), time())
    looked = look(
        tmp_path,
        workbook([["Name", "Handy", "Geburtstag", "Dog", "Size"], ["Anna", 491711234567, born, True, 38.5]]),
        "DE",
    )

    assert looked.form.kind == "xlsx"
    assert looked.targets[:3] == ["name", "number", "birthday"]
    assert looked.rows[1] == ["Anna", "491711234567", "1980-03-14", "yes", "38.5"]
    assert cells.numbers_in("491711234567", "DE") == (["+491711234567"], "")


def test_a_figure_that_excel_made_of_a_number_is_told(tmp_path: Path) -> None:
    looked = look(tmp_path, b"Name;Handy\r\nAnna;4,91712E+11\r\n", "DE")

    found, wrong = cells.numbers_in(looked.rows[1][1], "DE")

    assert found == []
    assert "4,91712E+11" in wrong
    assert "last digits are gone" in wrong


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("0171/1234567", "DE", "+491711234567"),
        ("1711234567", "DE", "+491711234567"),
        ("0049 171 1234567", "GB", "+491711234567"),
        ("48601234567", "GB", "+48601234567"),
        ("Mobil: 0171 1234567", "DE", "+491711234567"),
        ("+44 (0)7700 900001", "DE", "+447700900001"),
        ("\u202a+44\u00a07700\u00a0900001\u202c", "DE", "+447700900001"),
    ],
)
def test_a_number_is_understood_as_lists_have_it(written: str, country: str, number: str) -> None:
    assert cells.number_of(written, country) == number


@pytest.mark.parametrize(
    ("written", "first", "day"),
    [
        ("1980-03-14", True, "1980-03-14"),
        ("1980-03-14T00:00:00Z", True, "1980-03-14"),
        ("19800314", True, "1980-03-14"),
        ("--0314", True, "--03-14"),
        ("14.03.1980", True, "1980-03-14"),
        ("14.3.80", True, "1980-03-14"),
        ("14/03/1980", True, "1980-03-14"),
        ("3/14/1980", False, "1980-03-14"),
        ("14.3.", True, "--03-14"),
        ("29294", True, date(1980, 3, 14).isoformat()),
        ("14. März 1980", True, "1980-03-14"),
        ("14 mars 1980", True, "1980-03-14"),
        ("14 marca 1980", True, "1980-03-14"),
        ("14 Mart 1980", True, "1980-03-14"),
        ("14 de marzo de 1980", True, "1980-03-14"),
        ("March 14, 1980", False, "1980-03-14"),
        ("14-Mar-80", True, "1980-03-14"),
    ],
)
def test_a_day_is_understood_as_lists_have_it(written: str, first: bool, day: str) -> None:
    assert cells.day_of(written, day_first=first) == day


@pytest.mark.parametrize(
    "written", ["soon", "31.02.1980", "14.13.1980", "0", "9" * 400, "٣", "14 Foo 1980", "--9999"]
)
def test_what_is_no_day_is_said_so(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cells.day_of(written, day_first=True)


def test_the_order_of_day_and_month_is_told_by_the_column() -> None:
    assert cells.is_day_first(["1/2/1980", "14/3/1980"], "US")
    assert not cells.is_day_first(["1/2/1980", "3/14/1980"], "DE")
    assert not cells.is_day_first(["1/2/1980"], "US")


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,5", "1234.5"),
        ("3,5", "3.5"),
        ("1.234.567", "1234567"),
    ],
)
def test_a_figure_is_read_as_its_country_writes_it(written: str, figure: str) -> None:
    assert cells.figure_of(written) == figure


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Anna Berg 0171 1234567", ["Anna Berg", "0171 1234567"]),
        ("+44 7700 900001 - Ben", ["Ben", "+44 7700 900001"]),
        ("Cara <07700900003>", ["Cara", "07700900003"]),
        ("Dora (mum): +44 (0)7700 900004", ["Dora (mum", "+44 (0)7700 900004"]),
        ("+447700900005", ["", "+447700900005"]),
        ("nobody", ["nobody"]),
    ],
)
def test_a_typed_line_is_cut_by_its_number(tmp_path: Path, line: str, cut: list[str]) -> None:
    assert look(tmp_path, f"{line}\n".encode()).rows == [cut]


def test_a_cell_without_end_is_told_with_its_line(tmp_path: Path) -> None:
    content = b'Name;Phone\nAnna;"07700 900001\n' + b"x" * 200_000

    with pytest.raises(InvalidInput, match=r"Line \d+ cannot be read"):
        look(tmp_path, content)
