"""The JSON objects of broadcasts that programs send: whom, what, when and how."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from modemsms.services.broadcast_options import (
    LONGEST_APART_DAYS,
    LONGEST_CLOSING,
    LONGEST_SPREAD_MINUTES,
    MOST_PER_MINUTE,
)
from modemsms.services.broadcasts import LONGEST_TITLE
from web.api.shapes import NOT_EMPTY, STATUSES, Zoned

LARGEST_ROW = 1 << 53

RowId = Annotated[int, Meta(ge=1, lt=LARGEST_ROW)]
Name = Annotated[
    str, Meta(min_length=1, max_length=200, description="Its name, great and small letters alike.")
]
Text = Annotated[
    str,
    Meta(examples=["Fresh bread, {first_name|dear customer}!"], extra_json_schema=NOT_EMPTY),
]
Title = Annotated[
    str, Meta(max_length=LONGEST_TITLE, description="For the shop; the first words unless given.")
]
Pace = Annotated[
    int, Meta(ge=1, le=MOST_PER_MINUTE, description="Texts a minute; null is as fast as SIMs may.")
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2026-12-24"])]

# What a person of an audience may stand at: without a message, or as their message stands.
PEOPLE_STATUSES = ("waiting", "left_out", "stopped", "removed", *STATUSES[1:-1])
_ONE = f"({'|'.join(PEOPLE_STATUSES)})"


class Picks(Struct, frozen=True, forbid_unknown_fields=True):
    """Some people: contacts by id, groups and filters by id or by name, numbers, or everybody in the contacts."""

    contacts: list[RowId] = field(default_factory=list)
    groups: list[RowId | Name] = field(default_factory=list)
    filters: list[RowId | Name] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    everybody: bool = False


class NewAudience(Picks, frozen=True, forbid_unknown_fields=True):
    """Whom a broadcast goes to. Each number gets it once, however often it is meant; ``exclude`` wins."""

    exclude: Picks = field(default_factory=Picks)


class NewOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """How it goes out. ``closing`` is a line under the text; ``apart_days`` skips who got another one lately."""

    closing: Annotated[str, Meta(max_length=LONGEST_CLOSING)] = ""
    spread_minutes: Annotated[int, Meta(ge=1, le=LONGEST_SPREAD_MINUTES)] | None = None
    per_minute: Pace | None = None
    apart_days: Annotated[int, Meta(ge=1, le=LONGEST_APART_DAYS)] | None = None
    modem: str | None = None


class Repeat(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When it goes out again and again, by the clocks of ``timezone`` (the shop's unless given).

    ``weekdays`` belong to a week; ``day`` or ``place`` with ``weekday`` to a month. The 31st is the last day.
    """

    repeat: Literal["day", "weekdays", "week", "month", "year"]
    at: Annotated[str, Meta(pattern=r"^[0-9]{2}:[0-9]{2}$", examples=["10:00"])]
    starts: Day
    every: Annotated[int, Meta(ge=1, le=99)] | UnsetType = UNSET
    weekdays: list[Weekday] | UnsetType = UNSET
    day: Annotated[int, Meta(ge=1, le=31)] | Literal["last"] | UnsetType = UNSET
    place: Annotated[int, Meta(ge=1, le=4)] | Literal["last"] | UnsetType = UNSET
    weekday: Weekday | UnsetType = UNSET
    ends: Day | UnsetType = UNSET
    count: Annotated[int, Meta(ge=1, le=1000)] | UnsetType = UNSET
    holidays: Literal["ignored", "skipped", "moved"] | UnsetType = UNSET
    timezone: str | UnsetType = UNSET


class NewBroadcast(Struct, frozen=True, forbid_unknown_fields=True):
    """A text to an audience: now, at ``send_at``, or again and again. A past ``send_at`` is now."""

    text: Text
    audience: NewAudience
    title: Title = ""
    send_at: Zoned | None = None
    options: NewOptions = field(default_factory=NewOptions)
    recurrence: Repeat | None = None


class BroadcastChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change. ``per_minute`` may change at any time before the end, the rest before it begins."""

    per_minute: Pace | UnsetType | None = UNSET
    text: Text | UnsetType = UNSET
    audience: NewAudience | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    send_at: Zoned | UnsetType | None = UNSET
    options: NewOptions | UnsetType = UNSET
    recurrence: Repeat | UnsetType | None = UNSET


class BroadcastFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of a list that comes newest first."""

    after: (
        Annotated[int, Meta(ge=0, lt=LARGEST_ROW, description="`next` of the page before.")] | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class PeopleFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of the people of a broadcast: of its newest occurrence, unless one is given."""

    occurrence: RowId | UnsetType = UNSET
    status: (
        Annotated[
            str,
            Meta(
                description="One or more, with commas between them.",
                extra_json_schema={"pattern": f"^{_ONE}(,{_ONE})*$"},
            ),
        ]
        | UnsetType
    ) = UNSET
    after: Annotated[int, Meta(ge=0, lt=LARGEST_ROW, description="`next` of the page before.")] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class SchedulesFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of what is coming."""

    after: (
        Annotated[
            str,
            Meta(
                description="`next` of the page before.",
                extra_json_schema={"pattern": "^[0-9]{1,15}-[mb]-[0-9]{1,18}$"},
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


def repeat_object(repeat: Repeat) -> dict[str, Any]:
    """What was given of *repeat*."""
    given = {name: getattr(repeat, name) for name in repeat.__struct_fields__}
    return {name: value for name, value in given.items() if not isinstance(value, UnsetType)}
