"""Contacts as a file: everybody's or a group's, as a table that runs no formula, or as cards for a phone."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from modemsms.services import Services
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.plain import PlainBrowser


def test_an_owner_finds_everybody_in_the_table(owner: PlainBrowser, desk: Desk, services: Services) -> None:
    desk.contacts.add("Anna Łęcka", [ANNA, BEN], "Likes rye")
    desk.contacts.add("Cara", [CARA])

    link = next(link for link in owner.open("/contacts").links if "form=csv" in link)
    file = owner.open(link)

    assert file.html.splitlines() == [
        "\ufeffName,Numbers,Notes",
        'Anna Łęcka,"+44 7700 900001, +44 7700 900002",Likes rye'.replace("+44", "'+44", 1),
        "Cara,'+44 7700 900003,",
    ]
    assert file.headers["Content-Disposition"] == 'attachment; filename="contacts.csv"'
    assert [deed.deed for deed in services.deeds.latest()] == ["contacts_exported"]


def test_no_cell_runs_a_formula(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("=HYPERLINK(0)", [ANNA], "@SUM(1)")

    row = owner.open("/contacts/export?form=csv").html.splitlines()[1]

    assert row == "'=HYPERLINK(0),'+44 7700 900001,'@SUM(1)"


def test_a_workbook_holds_everybody_and_no_formula(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("=HYPERLINK(0)", [ANNA, BEN], "One\nbell \x07")

    answer = owner.client.get("/contacts/export?form=xlsx", base_url="http://localhost")

    cells = load_workbook(io.BytesIO(answer.data)).worksheets[0]["A2":"C2"][0]
    assert [cell.value for cell in cells] == [
        "=HYPERLINK(0)",
        "+44 7700 900001, +44 7700 900002",
        "One\nbell ",
    ]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert cells[0].quotePrefix


def test_a_group_is_saved_alone(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("Anna", [ANNA])
    ben = desk.contacts.add("Ben", [BEN])
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [ben.id])

    link = next(link for link in owner.open(f"/groups/{group.id}").links if "form=vcf" in link)
    file = owner.open(link)

    assert "FN:Ben\r\n" in file.html
    assert "Anna" not in file.html


def test_words_of_people_stay_words_in_a_card(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("Berg; Anna, Dr\\", [ANNA], "One\nEND:VCARD\n" + "ü" * 60)

    card = owner.open("/contacts/export?form=vcf").html

    lines = card.split("\r\n")
    assert "FN:Berg\\; Anna\\, Dr\\\\" in lines
    assert f"TEL;TYPE=CELL,PREF:{ANNA}" in lines
    assert lines.count("END:VCARD") == 1
    assert "NOTE:One\\nEND:VCARD\\n" + "ü" * 60 in card.replace("\r\n ", "")
    assert max(len(line.encode()) for line in lines) <= 75


def test_more_people_than_one_slice_come_each_once(owner: PlainBrowser, desk: Desk) -> None:
    with desk.store.write():
        for number in range(1001):
            desk.contacts.add("Same name", [f"+4477009{number:05d}"])

    card = owner.open("/contacts/export?form=vcf").html

    assert card.count("BEGIN:VCARD") == 1001
    assert len({line for line in card.splitlines() if line.startswith("TEL")}) == 1001


def test_staff_save_nobody(staff: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("Anna", [ANNA])

    assert not any("export" in link for link in staff.open("/contacts").links)
    assert staff.open("/contacts/export?form=csv").status == 403


def test_what_there_is_not_is_not_saved(owner: PlainBrowser) -> None:
    assert owner.open("/contacts/export?form=exe").status == 400
    assert owner.open("/contacts/export?group=7").status == 404
