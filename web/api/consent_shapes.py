"""The JSON objects of consent: what programs write into the ledger, and what they read there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from modemsms import clock
from modemsms.services.consents import Consent, Standing
from web.api.shapes import NOT_EMPTY, Moment

LONGEST_WORDS = 1000
LONGEST_SOURCE = 255


class NewConsent(Struct, frozen=True, forbid_unknown_fields=True):
    """That somebody agreed to be texted, or left, as another program of the shop knows."""

    number: Annotated[str, Meta(examples=["+447700900123"], extra_json_schema=NOT_EMPTY)]
    what: Literal["in", "out"]
    words: Annotated[str, Meta(max_length=LONGEST_WORDS, description="What they agreed to, or wrote.")] = ""
    source: Annotated[str, Meta(max_length=LONGEST_SOURCE, description="Where that is from.")] = ""


class ConsentFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of the ledger."""

    number: Annotated[str, Meta(min_length=1, description="Only this one.")] | UnsetType = UNSET
    after: Annotated[int, Meta(ge=0, lt=1 << 53, description="`next` of the page before.")] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class ConsentObject(Struct, frozen=True):
    """One row of the ledger. ``none`` takes back what a person of the shop wrote down by mistake."""

    id: int
    number: str
    what: Literal["asked", "in", "out", "none"]
    how: Literal["keyword", "reply", "form", "import", "staff", "api", "kept"]
    words: str
    source: str
    who: str
    at: Moment


class ConsentList(Struct, frozen=True):
    """Some rows, oldest first, and the cursor of what follows."""

    consents: list[ConsentObject]
    next: int | None


class StandingObject(Struct, frozen=True):
    """How a number stands: ``unknown`` where nobody has ever asked. ``out`` gets no text from here."""

    number: str
    standing: Literal["unknown", "asked", "in", "out"]
    since: Moment | None


def consent_object(row_id: int, at: datetime, consent: Consent) -> ConsentObject:
    """A row as programs get it."""
    return ConsentObject(
        row_id,
        consent.number,
        consent.what,
        consent.how,
        consent.words,
        consent.source,
        consent.who,
        clock.rfc3339(at),
    )


def standing_object(number: str, now: Standing | None) -> StandingObject:
    """How a number stands, as programs get it."""
    if now is None or now.what == "none":
        return StandingObject(number, "unknown", None)
    return StandingObject(number, now.what, clock.rfc3339(now.since))
