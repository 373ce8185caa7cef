"""The JSON objects of people: contacts, groups, the shop's own fields, and filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from modemsms.services.contacts import LONGEST_NAME, LONGEST_NOTES, Contact
from modemsms.services.fields import LONGEST_VALUE, MOST_CHOICES, Field, Value
from modemsms.services.filters import MOST_RULES, Filter
from modemsms.services.groups import Group
from modemsms.services.picking import LONGEST_WORDS
from web.api.broadcast_shapes import LARGEST_ROW, RowId
from web.api.shapes import NOT_EMPTY

MOST_NUMBERS = 50

PersonName = Annotated[
    str, Meta(max_length=LONGEST_NAME, extra_json_schema=NOT_EMPTY, examples=["Anna Berg"])
]
Numbers = Annotated[
    list[Annotated[str, Meta(examples=["+447700900123"], extra_json_schema=NOT_EMPTY)]],
    Meta(min_length=1, max_length=MOST_NUMBERS, description="The preferred one first."),
]
Notes = Annotated[str, Meta(description=f"Up to {LONGEST_NOTES:,} characters.")]
Language = Annotated[
    str, Meta(examples=["de"], description="A code of two or three letters; empty for unknown.")
]
Birthday = Annotated[
    str, Meta(examples=["1980-03-14"], description="`--03-14` where the year is unknown; empty for unknown.")
]
OwnValue = Annotated[str, Meta(max_length=LONGEST_VALUE)] | float | bool | None
Own = Annotated[
    dict[str, OwnValue],
    Meta(description="By the keys of the shop's own fields; null empties one, and what is not named stays."),
]
Kind = Literal["text", "number", "date", "yes_no", "choice"]


# --- in -----------------------------------------------------------------------------------------


class NewContact(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody new. A stranger who wrote from one of the numbers is meant."""

    name: PersonName
    numbers: Numbers
    notes: Notes = ""
    language: Language = ""
    birthday: Birthday = ""
    fields: Own = field(default_factory=dict)
    groups: list[RowId] = field(default_factory=list)


class ContactChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of somebody. ``groups`` are all that they are in from now on."""

    name: PersonName | UnsetType = UNSET
    numbers: Numbers | UnsetType = UNSET
    notes: Notes | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    birthday: Birthday | UnsetType = UNSET
    fields: Own | UnsetType = UNSET
    groups: list[RowId] | UnsetType = UNSET


class Merging(Struct, frozen=True, forbid_unknown_fields=True):
    """The contact that becomes part of this one. Where both know something, this one is right."""

    contact: RowId


class GroupName(Struct, frozen=True, forbid_unknown_fields=True):
    """A group by its name."""

    name: Annotated[str, Meta(max_length=80, extra_json_schema=NOT_EMPTY)]


class NewField(Struct, frozen=True, forbid_unknown_fields=True):
    """A field of the shop's own."""

    name: Annotated[str, Meta(max_length=40, extra_json_schema=NOT_EMPTY)]
    kind: Kind
    choices: Annotated[list[str], Meta(max_length=MOST_CHOICES, description="For a choice alone.")] = field(
        default_factory=list
    )


class FieldChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Another name or other choices. Its key and what stands in it stay."""

    name: Annotated[str, Meta(max_length=40, extra_json_schema=NOT_EMPTY)] | UnsetType = UNSET
    choices: Annotated[list[str], Meta(max_length=MOST_CHOICES)] | UnsetType = UNSET


class RuleObject(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: ``what`` is asked (``f3`` is the field 3), ``how``, and the ``value`` beside it."""

    what: Annotated[str, Meta(examples=["wrote"])]
    how: Annotated[str, Meta(examples=["within"])]
    value: Annotated[str, Meta(max_length=LONGEST_WORDS, examples=["30"])] = ""


class NewFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules under a name: all of them fit, or with ``any`` one of them."""

    name: Annotated[str, Meta(max_length=80, extra_json_schema=NOT_EMPTY)]
    rules: Annotated[list[RuleObject], Meta(min_length=1, max_length=MOST_RULES)]
    any: bool = False


class ContactFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of the contacts: all as they were made, or those whom ``words`` find by name or digits."""

    words: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    after: Annotated[int, Meta(ge=0, lt=LARGEST_ROW, description="`next` of the page before.")] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class ByName(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of people who come by name."""

    after: RowId | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


# --- out ----------------------------------------------------------------------------------------


class ContactObject(Struct, frozen=True):
    """One person. A stranger who wrote has no name yet; ``fields`` holds what is known."""

    id: int
    name: str
    numbers: list[str]
    notes: str
    language: str
    birthday: str
    origin: Literal["person", "inbound", "import", "form", "api"]
    fields: dict[str, str | float | bool]
    groups: list[int]


class ContactList(Struct, frozen=True):
    """Some contacts, and the cursor of what follows."""

    contacts: list[ContactObject]
    next: int | None


class PickedList(Struct, frozen=True):
    """Some of those whom a filter picks at this moment, by name; ``count`` is all of them."""

    contacts: list[ContactObject]
    count: int
    next: int | None


class GroupObject(Struct, frozen=True):
    """A group, and how many are in it."""

    id: int
    name: str
    members: int


class GroupList(Struct, frozen=True):
    """All groups, by name."""

    groups: list[GroupObject]


class FieldObject(Struct, frozen=True):
    """A field of the shop's own. ``key`` stands in braces in a text."""

    id: int
    key: str
    name: str
    kind: Kind
    choices: list[str]


class FieldList(Struct, frozen=True):
    """All fields, in their order."""

    fields: list[FieldObject]


class FilterObject(Struct, frozen=True):
    """A saved filter."""

    id: int
    name: str
    rules: list[RuleObject]
    any: bool


class FilterList(Struct, frozen=True):
    """All saved filters, by name."""

    filters: list[FilterObject]


def contact_object(
    contact: Contact, own: Iterable[Field], values: Mapping[int, Value], groups: Iterable[int]
) -> ContactObject:
    """*contact* as programs see it; *values* by the rows of the fields *own*."""
    known = {one.key: values[one.id] for one in own if one.id in values}
    truths = {one.key for one in own if one.kind == "yes_no"}
    return ContactObject(
        contact.id,
        contact.name,
        list(contact.numbers),
        contact.notes,
        contact.language,
        contact.birthday,
        contact.origin,  # type: ignore[arg-type]  # the column holds no other
        {key: bool(value) if key in truths else value for key, value in known.items()},
        list(groups),
    )


def group_object(group: Group) -> GroupObject:
    """*group* as programs see it."""
    return GroupObject(group.id, group.name, group.members)


def field_object(one: Field) -> FieldObject:
    """A field as programs see it."""
    return FieldObject(one.id, one.key, one.name, one.kind, list(one.choices))


def filter_object(saved: Filter) -> FilterObject:
    """A saved filter as programs see it."""
    rules = [RuleObject(rule.what, rule.how, rule.value) for rule in saved.rules.rules]
    return FilterObject(saved.id, saved.name, rules, saved.rules.any_of)
