"""The shop's own fields: their keys, and what people write into them."""

from __future__ import annotations

import pytest

from modemsms.errors import InvalidInput
from modemsms.services.fields import Kind, value_of
from modemsms.store import fields
from tests.desk import ANNA, Desk


def test_a_field_gets_a_key_that_stands_in_braces(desk: Desk) -> None:
    made = [desk.fields.add(name, "text") for name in ("Last visit", "Größe", "Name", "生日", "last-visit!")]

    assert [field.key for field in made] == ["last_visit", "grosse", "name_2", "field", "last_visit_2"]
    assert [field.name for field in desk.fields.list()] == [field.name for field in made]


def test_a_name_is_taken_once_and_a_choice_has_choices(desk: Desk) -> None:
    desk.fields.add("Size", "choice", ["S", "M", " M ", ""])
    assert desk.fields.list()[0].choices == ("S", "M")

    with pytest.raises(InvalidInput, match="already"):
        desk.fields.add("SIZE", "text")
    with pytest.raises(InvalidInput, match="one on each line"):
        desk.fields.add("Colour", "choice", [" "])


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("text", " Size\n40 ", "Size\n40"),
        ("text", "  ", None),
        ("number", "12,5", 12.5),
        ("number", "-3", -3.0),
        ("date", "2026-03-14", "2026-03-14"),
        ("yes_no", "Ja", 1),
        ("yes_no", "off", 0),
        ("choice", "m", "M"),
    ],
)
def test_what_is_written_becomes_a_value(desk: Desk, kind: Kind, written: str, value: object) -> None:
    assert value_of(desk.fields.add("Thing", kind, ["S", "M"]), written) == value


@pytest.mark.parametrize(
    ("kind", "written"),
    [("number", "twelve"), ("number", "nan"), ("number", "1e999"), ("date", "14.3.26"), ("yes_no", "maybe"),
     ("choice", "XL"), ("text", "a\0b"), ("text", "a" * 501)],
)  # fmt: skip
def test_what_means_nothing_is_refused_at_its_field(desk: Desk, kind: Kind, written: str) -> None:
    field = desk.fields.add("Thing", kind, ["S", "M"])

    with pytest.raises(InvalidInput) as refused:
        value_of(field, written)

    assert refused.value.field == "thing"


def test_values_stand_beside_each_other_and_go_with_the_contact(desk: Desk) -> None:
    size, visits = desk.fields.add("Size", "text"), desk.fields.add("Visits", "number")
    anna = desk.contacts.add("Anna", [ANNA])
    with desk.store.write() as connection:
        fields.put(connection, anna.id, {size.id: "40", visits.id: 3.0})
        fields.put(connection, anna.id, {size.id: None, visits.id: 4.0})

    with desk.store.read() as connection:
        assert fields.values_of(connection, [anna.id, 77]) == {anna.id: {visits.id: 4.0}}
    desk.contacts.delete(anna.id)
    with desk.store.read() as connection:
        assert fields.values_of(connection, [anna.id]) == {}
