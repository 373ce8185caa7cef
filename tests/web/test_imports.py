"""Lists of people come in, without JavaScript: looked at, corrected, imported, reported, taken back as a whole."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from werkzeug.datastructures import FileStorage

from modemsms.services import Services
from tests.desk import ANNA, BEN, CARA, Desk
from tests.services.importing.lists import workbook
from tests.web.plain import Page, PlainBrowser

PATH = "/contacts/import"
LIST = (
    "Vorname;Nachname;Handy;Geburtstag;Größe\r\n"
    "Anna;Łęcka;07700 900001;14.03.1980;38\r\n"
    "Ben;Müller;07700 900002;;\r\n"
)


def upload(browser: PlainBrowser, content: bytes | str, name: str = "Kunden.csv") -> Page:
    given = content.encode() if isinstance(content, str) else content
    form = next(form for form in browser.open(PATH).forms if "/import/file" in form.action)
    return browser.submit(form, file=FileStorage(io.BytesIO(given), name))


def imported(browser: PlainBrowser, page: Page, **fields: str) -> Page:
    return browser.submit(page.form(page.path), do="run", **fields)


def names(desk: Desk) -> list[str]:
    return [contact.name for contact in desk.contacts.list()]


def table(page: Page) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.html.removeprefix("\ufeff"))))


def test_a_list_is_looked_at_imported_reported_and_taken_back(
    owner: PlainBrowser, desk: Desk, services: Services
) -> None:
    page = upload(owner, LIST + "Cara;Ohne;abc;;\r\n")

    assert "2 new people. 1 row cannot be taken." in page.words
    assert "Anna Łęcka +44 7700 900001 · 14 Mar 1980" in page.words
    assert "Row 4 “abc” is not a phone number. Cara · Ohne · abc" in page.words
    form = page.form(page.path)
    assert [form.fields[f"column_{place}"] for place in range(5)] == [
        "first",
        "last",
        "number",
        "birthday",
        "",
    ]
    assert names(desk) == []

    page = owner.submit(form, do="look", column_4="new:number")
    page = imported(owner, page, new_group="From the shop", agreed="Signed at the till")

    assert "2 people are new. 1 row cannot be taken." in page.words
    assert names(desk) == ["Anna Łęcka", "Ben Müller"]
    anna = desk.contacts.of_number(ANNA)
    assert anna is not None
    assert (anna.birthday, anna.origin) == ("1980-03-14", "import")
    assert desk.fields.values_of(anna.id) == {1: 38.0}
    assert [(group.name, group.members) for group in desk.groups.list()] == [("From the shop", 2)]
    ((_, consent),) = desk.consents.history(ANNA)
    assert (consent.what, consent.how, consent.words) == ("in", "import", "Signed at the till")
    assert (consent.source, consent.who) == ("Kunden.csv", "Ann")
    report = table(owner.open(next(link for link in page.links if link.endswith("/report"))))
    assert [row[:2] for row in report[1:]] == [["2", "New"], ["3", "New"], ["4", "Not taken"]]
    assert report[3][2:6] == ["“abc” is not a phone number.", "Cara", "Ohne", "abc"]

    page = owner.submit(page.form("/undo"))

    assert "It was taken back as a whole." in page.words
    assert (names(desk), desk.groups.list(), desk.fields.list()) == ([], [], [])
    standing = desk.consents.standing(ANNA)
    assert standing is None or standing.what == "none"
    deeds = [(deed.deed, deed.subject) for deed in services.deeds.latest(limit=2)]
    assert deeds == [("import_undone", "Kunden.csv"), ("contacts_imported", "Kunden.csv")]


def test_who_is_here_already_is_brought_up_to_date_and_set_back(owner: PlainBrowser, desk: Desk) -> None:
    kept = desk.contacts.add("Anna", [ANNA, CARA], "Likes rye")

    page = upload(owner, LIST)
    assert "1 new person. 1 is here already." in page.words
    page = imported(owner, page)

    assert "1 person is new. 1 was known and is up to date." in page.words
    anna = desk.contacts.get(kept.id)
    assert (anna.name, anna.numbers, anna.notes) == ("Anna Łęcka", (ANNA, CARA), "Likes rye")
    owner.submit(page.form("/undo"))
    assert desk.contacts.get(kept.id) == kept
    assert names(desk) == ["Anna"]


def test_only_gaps_are_filled_where_that_is_wanted(owner: PlainBrowser, desk: Desk) -> None:
    kept = desk.contacts.add("Anna B.", [ANNA])

    imported(owner, upload(owner, LIST), on_meeting="fill")

    assert (desk.contacts.get(kept.id).name, desk.contacts.get(kept.id).birthday) == ("Anna B.", "1980-03-14")


def test_whom_somebody_changed_since_stays(owner: PlainBrowser, desk: Desk) -> None:
    page = imported(owner, upload(owner, LIST))
    anna = desk.contacts.of_number(ANNA)
    assert anna is not None
    desk.contacts.change(anna.id, name="Anna L.", numbers=[ANNA], notes="Her own cup")

    page = owner.submit(page.form("/undo"))

    assert "1 contact was changed since, and stays." in page.words
    assert names(desk) == ["Anna L."]


def test_the_same_list_again_doubles_nobody(owner: PlainBrowser, desk: Desk) -> None:
    imported(owner, upload(owner, LIST))

    page = imported(owner, upload(owner, LIST))

    assert "0 people are new. 2 were here just so." in page.words
    assert names(desk) == ["Anna Łęcka", "Ben Müller"]


def test_who_opted_out_stays_out(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "STOP")

    page = imported(owner, upload(owner, LIST), agreed="Signed at the till")

    assert desk.consents.is_out(ANNA)
    standing = desk.consents.standing(BEN)
    assert standing is not None
    assert standing.what == "in"
    owner.submit(page.form("/undo"))
    assert desk.consents.is_out(ANNA)


def test_a_stranger_who_wrote_gets_a_name(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")

    page = imported(owner, upload(owner, LIST))

    assert names(desk) == ["Anna Łęcka", "Ben Müller"]
    assert desk.contacts.nameless() == []
    owner.submit(page.form("/undo"))
    assert [one.numbers for one in desk.contacts.nameless()] == [(ANNA,)]


def test_columns_are_corrected_and_looked_at_before_anything_comes_in(
    owner: PlainBrowser, desk: Desk
) -> None:
    page = upload(owner, "a;b\r\nx1;07700 900001\r\nx2;07700 900002\r\n")
    assert page.form(page.path).fields["column_0"] == ""

    page = imported(owner, page, column_0="name")
    assert "The columns changed." in page.words
    assert names(desk) == []
    imported(owner, page)

    assert names(desk) == ["x1", "x2"]


def test_letters_are_corrected_by_the_person(owner: PlainBrowser, desk: Desk) -> None:
    page = upload(owner, "Name;Phone\r\nHélène;07700 900001\r\n".encode("cp1252"))
    assert "Hélène" in page.words

    page = owner.submit(page.form(page.path), do="look", encoding="cp1250")
    assert "Hélčne" in page.words
    page = owner.submit(page.form(page.path), do="look", encoding="cp1252")
    imported(owner, page)

    assert names(desk) == ["Hélène"]


def test_a_pasted_list_comes_in(owner: PlainBrowser, desk: Desk) -> None:
    form = owner.open(PATH).form("/pasted")

    page = owner.submit(form, people="Anna Berg 07700 900001\r\nBen: +44 7700 900002\r\n")
    imported(owner, page)

    assert names(desk) == ["Anna Berg", "Ben"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is nothing in it."),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "This is no list of people."),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "This is an old Excel file, or one with a password."),
        (b"PK\x03\x04 no zip", "This Excel file cannot be read."),
    ],
)
def test_what_holds_no_people_is_said_so(owner: PlainBrowser, content: bytes, sentence: str) -> None:
    assert sentence in upload(owner, content).words


def test_the_address_book_of_a_phone_comes_in(owner: PlainBrowser, desk: Desk) -> None:
    cards = "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nTEL:{number}\r\nBDAY:--0314\r\nEND:VCARD\r\n"
        for name, number in (("Anna", ANNA), ("Ben", BEN))
    )

    page = upload(owner, cards, "contacts.vcf")

    assert "Anna +44 7700 900001 · 14 Mar" in page.words
    imported(owner, page)
    anna = desk.contacts.of_number(ANNA)
    assert anna is not None
    assert anna.birthday == "--03-14"
    assert names(desk) == ["Anna", "Ben"]


def test_a_workbook_out_of_excel_comes_in(owner: PlainBrowser, desk: Desk) -> None:
    rows: list[list[object]] = [["Name", "Phone", "Date of birth"], ["Anna", 447700900001, date(1980, 3, 14)]]

    imported(owner, upload(owner, workbook(rows), "people.xlsx"))

    anna = desk.contacts.of_number(ANNA)
    assert anna is not None
    assert (anna.name, anna.birthday) == ("Anna", "1980-03-14")


def test_a_list_without_numbers_asks_for_them(owner: PlainBrowser, desk: Desk) -> None:
    page = upload(owner, "Name;Town\r\nAnna;Bath\r\n")

    assert "No column holds phone numbers yet." in page.words
    assert imported(owner, page).status == 422
    assert names(desk) == []


def test_nothing_is_read_of_a_file_that_is_too_large(owner: PlainBrowser, desk: Desk) -> None:
    form = next(form for form in owner.open(PATH).forms if "/import/file" in form.action)

    answer = owner.client.post(
        form.action,
        input_stream=io.BytesIO(b"x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 << 30)},
    )

    assert answer.status_code == 413
    assert list(desk.path.parent.glob("imports/*")) == []


def test_no_cell_of_the_report_runs_a_formula(owner: PlainBrowser) -> None:
    page = upload(owner, "Name;Phone\r\n=HYPERLINK(0);none\r\n")

    report = table(owner.open(next(link for link in page.links if link.endswith("/report"))))

    assert report[1][3] == "'=HYPERLINK(0)"


def test_a_list_is_dropped_with_its_file(owner: PlainBrowser, desk: Desk) -> None:
    page = upload(owner, LIST)
    assert list(desk.path.parent.glob("imports/*"))

    page = owner.submit(page.form("/drop"))

    assert "Nothing was imported." in page.words
    assert list(desk.path.parent.glob("imports/*")) == []
    assert "Lately" not in page.words


def test_staff_import_nobody(staff: PlainBrowser) -> None:
    assert not any("/import" in link for link in staff.open("/contacts").links)
    assert staff.open(PATH).status == 403
