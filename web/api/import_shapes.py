"""The JSON objects of imports: what becomes of a list, how far it is, and which rows could not be taken."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from modemsms import clock
from modemsms.services.imports import Batch, Outcome
from web.api.shapes import Moment

LONGEST_NAME = 120
LONGEST_GROUP = 80
LONGEST_AGREED = 1000


class ImportWishes(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of a new import."""

    name: Annotated[str, Meta(max_length=LONGEST_NAME, description="What the file is called.")] = ""
    group: (
        Annotated[str, Meta(max_length=LONGEST_GROUP, description="Put them in; made where it is new.")]
        | UnsetType
    ) = UNSET
    agreed: (
        Annotated[
            str,
            Meta(max_length=LONGEST_AGREED, description="How they agreed to be texted; goes in the ledger."),
        ]
        | UnsetType
    ) = UNSET
    known: Annotated[
        Literal["update", "fill"],
        Meta(description="Bring who is here up to date, or only fill in what is missing."),
    ] = "update"


class ImportPage(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of one import."""

    after: Annotated[int, Meta(ge=0, lt=1 << 53, description="`next` of the page before.")] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class ProblemRow(Struct, frozen=True):
    """A row of the list that could not be taken, or not wholly, and why."""

    row: int
    why: str
    cells: list[str]


class ImportObject(Struct, frozen=True):
    """One import. `stuck` where the work broke off: then it is done again from where it was, on the page."""

    id: int
    name: str
    state: Literal["looking", "ready", "running", "done", "undoing", "undone", "failed", "stuck"]
    why: str | None
    created_at: Moment
    rows: int
    row: Annotated[int, Meta(description="The last row of the list that was seen to.")]
    added: int
    changed: int
    same: int
    refused: int
    kept: Annotated[int, Meta(description="Contacts that an undo left, since somebody changed them.")]
    problems: list[ProblemRow]
    next: int | None


def import_object(batch: Batch, problems: list[Outcome], limit: int) -> ImportObject:
    """An import as programs get it; *problems* has one more than *limit* where more follow."""
    page = problems[:limit]
    counts = batch.counts
    return ImportObject(
        batch.id,
        batch.source,
        "stuck" if batch.is_stuck else batch.state,
        batch.why or None,
        clock.rfc3339(batch.at),
        batch.total,
        batch.done,
        counts.added,
        counts.changed,
        counts.same,
        counts.refused,
        counts.kept,
        [ProblemRow(one.row, one.problem, list(one.written)) for one in page],
        page[-1].row if len(problems) > limit else None,
    )
