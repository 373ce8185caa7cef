"""What is to be done with a list: how it is written, what its columns are taken for, and what becomes of its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from modemsms.errors import InvalidInput
from modemsms.services.importing.charsets import ENCODINGS
from modemsms.services.importing.columns import KNOWN, NEW, NEW_KINDS, OWN, Column
from modemsms.services.importing.files import Form
from modemsms.services.importing.separated import LOOSE, SEPARATORS
from modemsms.store.fields import Field

LONGEST_GROUP = 80
LONGEST_AGREED = 1000

# The list is right where both know something, or what is written here stays and only gaps are filled.
Met = Literal["update", "fill"]


@dataclass(frozen=True, slots=True)
class Plan:
    """*group* is the name of the one to put them in, *agreed* how they agreed to be texted; both may be empty.

    *fresh* and *met* count who is not here yet and who is, *remarks* the rows that are taken but for a part of them.
    *made_fields* and *made_group* came into being by this import.
    """

    form: Form
    titled: bool = True
    day_first: bool = True
    columns: tuple[Column, ...] = ()
    on_meeting: Met = "update"
    group: str = ""
    agreed: str = ""
    fresh: int = 0
    met: int = 0
    remarks: int = 0
    made_fields: tuple[int, ...] = ()
    made_group: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person or a program says of a plan; None leaves it as it was. *targets* are by the place of a column."""

    encoding: str | None = None
    separator: str | None = None
    titled: bool | None = None
    targets: Mapping[int, str] | None = None
    on_meeting: Met | None = None
    group: str | None = None
    agreed: str | None = None


def written(plan: Plan) -> str:
    """*plan* as the database keeps it."""
    return msgspec.json.encode(plan).decode()


def read(kept: str) -> Plan | None:
    """A plan as it was kept; None before there is one."""
    return msgspec.json.decode(kept, type=Plan) if kept else None


def with_wishes(plan: Plan, wishes: Wishes, fields: list[Field]) -> Plan:
    """*plan* as *wishes* want it. Raises ``InvalidInput``."""
    if wishes.encoding is not None and wishes.encoding not in (*ENCODINGS, plan.form.encoding):
        raise InvalidInput("encoding", "Choose an encoding from the list.")
    if wishes.separator is not None and wishes.separator not in (*SEPARATORS, LOOSE, plan.form.separator):
        raise InvalidInput("separator", "Choose a sign from the list.")
    if wishes.agreed is not None and (len(wishes.agreed) > LONGEST_AGREED or "\0" in wishes.agreed):
        raise InvalidInput("agreed", f"Write up to {LONGEST_AGREED:,} characters.")
    if wishes.group is not None and len(wishes.group) > LONGEST_GROUP:
        raise InvalidInput("group", f"Enter a name of up to {LONGEST_GROUP} characters.")
    form = Form(
        plan.form.kind,
        plan.form.encoding if wishes.encoding is None else wishes.encoding,
        plan.form.separator if wishes.separator is None else wishes.separator,
    )
    return replace(
        plan,
        form=form,
        titled=plan.titled if wishes.titled is None else wishes.titled,
        columns=_chosen(plan.columns, wishes.targets, fields),
        on_meeting=wishes.on_meeting or plan.on_meeting,
        group=plan.group if wishes.group is None else " ".join(wishes.group.split()),
        agreed=plan.agreed if wishes.agreed is None else wishes.agreed.strip(),
    )


def _chosen(
    columns: tuple[Column, ...], targets: Mapping[int, str] | None, fields: list[Field]
) -> tuple[Column, ...]:
    if targets is None:
        return columns
    known = {"", *KNOWN, *(f"{OWN}{one.key}" for one in fields), *(f"{NEW}{kind}" for kind in NEW_KINDS)}
    return tuple(
        replace(column, target=targets[place]) if targets.get(place) in known else column
        for place, column in enumerate(columns)
    )


def must_be_read_anew(before: Plan, after: Plan) -> bool:
    """Whether *after* cuts the file otherwise than *before*, so that its columns are others too."""
    return (before.form, before.titled) != (after.form, after.titled)


def must_be_checked_anew(before: Plan, after: Plan) -> bool:
    """Whether the rows mean something else after a change from *before*."""
    return must_be_read_anew(before, after) or before.columns != after.columns
