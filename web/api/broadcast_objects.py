"""The JSON objects of broadcasts that programs get."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from modemsms import clock
from modemsms.services import left_out
from modemsms.services.agenda import Entry
from modemsms.services.audience import Audience
from modemsms.services.broadcasts import (
    Broadcast,
    Occurrence,
    Options,
    Result,
    Seen,
    audience_of,
    options_of,
    recurrence_of,
)
from modemsms.services.preflight import Preflight, Preview
from modemsms.services.recurrence_json import to_object
from web.api.broadcast_shapes import PEOPLE_STATUSES
from web.api.shapes import MessageObject, Moment, ReasonObject, message_object


class PicksObject(Struct, frozen=True):
    """Some people."""

    contacts: list[int]
    groups: list[int]
    filters: list[int]
    numbers: list[str]
    everybody: bool


class AudienceObject(PicksObject, frozen=True):
    """Whom a broadcast goes to, all by id."""

    exclude: PicksObject


class OptionsObject(Struct, frozen=True):
    """How a broadcast goes out."""

    closing: str
    spread_minutes: int | None
    per_minute: int | None
    apart_days: int | None
    modem: str | None


class CountsObject(Struct, frozen=True):
    """How many people an occurrence has, and where they stand: each in one of these, until ``replied``."""

    people: int
    waiting: int
    left_out: int
    stopped: int
    queued: int
    sending: int
    sent: int
    delivered: int
    undelivered: int
    failed: int
    unknown: int
    cancelled: int
    replied: int
    opted_out: int


class OccurrenceObject(Struct, frozen=True):
    """One run of a broadcast. ``day`` is its local date."""

    id: int
    day: str
    due_at: Moment
    state: Literal["running", "paused", "done", "stopped", "missed"]
    started_at: Moment | None
    ended_at: Moment | None
    per_minute: int | None
    counts: CountsObject


class OccurrenceList(Struct, frozen=True):
    """Runs, newest first, and the cursor of what follows."""

    occurrences: list[OccurrenceObject]
    next: int | None


class BroadcastObject(Struct, frozen=True):
    """A broadcast with its newest occurrence, if there was one. ``next_at`` is when the next one begins."""

    id: str
    state: Literal["scheduled", "running", "paused", "done", "stopped", "missed", "cancelled"]
    title: str
    text: str
    audience: AudienceObject
    options: OptionsObject
    recurrence: dict[str, Any] | None
    next_at: Moment | None
    created_at: Moment
    author: str | None
    program: str | None
    occurrence: OccurrenceObject | None


class BroadcastList(Struct, frozen=True):
    """Broadcasts, newest first, and the cursor of what follows."""

    broadcasts: list[BroadcastObject]
    next: int | None


class PersonObject(Struct, frozen=True):
    """What became of one number of an occurrence. ``removed``: their message was deleted since."""

    number: str
    name: str | None
    contact: int | None
    status: Annotated[str, Meta(extra_json_schema={"enum": list(PEOPLE_STATUSES)})]
    reason: ReasonObject | None
    message: str | None
    due_at: Moment | None
    replied_at: Moment | None
    opted_out_at: Moment | None


class PersonList(Struct, frozen=True):
    """People of an occurrence, in their order, and the cursor of what follows."""

    recipients: list[PersonObject]
    next: int | None


class PreviewObject(Struct, frozen=True):
    """What one of them would get."""

    number: str
    name: str | None
    text: str
    segments: int
    encoding: str


class LeftOutObject(Struct, frozen=True):
    """How many would get none, why, and some of them."""

    reason: ReasonObject
    count: int
    examples: list[str]


class PreflightObject(Struct, frozen=True):
    """What would happen. ``last_at`` is when the last one's turn comes; ``forecast`` when it would begin again."""

    people: int
    left_out: list[LeftOutObject]
    excluded: int
    without_number: int
    segments: int
    longest: PreviewObject | None
    previews: list[PreviewObject]
    unicode: int
    forcing: list[str]
    begins_at: Moment
    last_at: Moment
    forecast: list[Moment]


class ScheduleObject(Struct, frozen=True):
    """Something that is coming; ``then`` are the next moments of what is repeated."""

    kind: Literal["message", "broadcast"]
    at: Moment
    then: list[Moment]
    message: MessageObject | None = field(default=None)
    broadcast: BroadcastObject | None = field(default=None)


class ScheduleList(Struct, frozen=True):
    """What is coming, the next first, and the cursor of what follows."""

    schedules: list[ScheduleObject]
    next: str | None


def broadcast_object(seen: Seen) -> BroadcastObject:
    """A broadcast as programs get it."""
    broadcast = seen.broadcast
    recurrence = recurrence_of(broadcast)
    return BroadcastObject(
        id=broadcast.id,
        state=seen.state,  # type: ignore[arg-type]
        title=broadcast.title,
        text=broadcast.text,
        audience=_audience(audience_of(broadcast)),
        options=_options(options_of(broadcast)),
        recurrence=None if recurrence is None else to_object(recurrence),
        next_at=_moment(broadcast.next_at if broadcast.state != "cancelled" else None),
        created_at=clock.rfc3339(broadcast.created_at),
        author=broadcast.author,
        program=broadcast.program or None,
        occurrence=None if seen.latest is None else occurrence_object(seen.latest),
    )


def unseen_object(broadcast: Broadcast) -> BroadcastObject:
    """One that has only just been made, or is spoken of for what comes."""
    return broadcast_object(Seen(broadcast, None))


def occurrence_object(occurrence: Occurrence) -> OccurrenceObject:
    """A run as programs get it."""
    tally = occurrence.tally
    return OccurrenceObject(
        id=occurrence.id,
        day=occurrence.key,
        due_at=clock.rfc3339(occurrence.due_at),
        state=occurrence.state,
        started_at=_moment(occurrence.started_at),
        ended_at=_moment(occurrence.ended_at),
        per_minute=occurrence.per_minute,
        counts=CountsObject(*(getattr(tally, name) for name in CountsObject.__struct_fields__)),
    )


def person_object(result: Result) -> PersonObject:
    """What became of one number, as programs get it."""
    person = result.recipient
    why = None if result.why is None else ReasonObject(result.why.code, result.why.message)
    if person.state == "left_out" and person.reason is not None:
        why = ReasonObject(person.reason, left_out.SENTENCES[person.reason])
    return PersonObject(
        number=person.number,
        name=person.name or None,
        contact=person.contact_id,
        status=_status(result),
        reason=why,
        message=result.message_id,
        due_at=_moment(person.due_at) if person.state == "waiting" and person.due_at else None,
        replied_at=_moment(result.replied_at),
        opted_out_at=_moment(result.opted_out_at),
    )


def _status(result: Result) -> str:
    if result.status:
        return result.status
    state = result.recipient.state
    return "waiting" if state == "new" else "removed" if state == "taken" else state


def preflight_object(told: Preflight) -> PreflightObject:
    """What would happen, as programs get it."""
    return PreflightObject(
        people=told.people,
        left_out=[
            LeftOutObject(
                ReasonObject(kept.reason, left_out.SENTENCES[kept.reason]),
                kept.count,
                [example.number for example in kept.examples],
            )
            for kept in told.kept
        ],
        excluded=told.excluded,
        without_number=told.without_number,
        segments=told.segments,
        longest=None if told.longest is None else _preview(told.longest),
        previews=[_preview(one) for one in told.previews],
        unicode=told.unicode,
        forcing=list(told.forcing),
        begins_at=clock.rfc3339(told.begins_at),
        last_at=clock.rfc3339(told.last_at),
        forecast=[clock.rfc3339(moment) for moment in told.forecast],
    )


def schedule_object(entry: Entry) -> ScheduleObject:
    """Something that is coming, as programs get it."""
    return ScheduleObject(
        kind=entry.kind,
        at=clock.rfc3339(entry.at),
        then=[clock.rfc3339(moment) for moment in entry.then],
        message=None if entry.message is None else message_object(entry.message),
        broadcast=None if entry.broadcast is None else unseen_object(entry.broadcast),
    )


def _preview(preview: Preview) -> PreviewObject:
    return PreviewObject(
        preview.number, preview.name or None, preview.text, preview.segments, preview.encoding
    )


def _audience(audience: Audience) -> AudienceObject:
    include, exclude = audience.include, audience.exclude
    return AudienceObject(
        list(include.contacts),
        list(include.groups),
        list(include.filters),
        list(include.numbers),
        include.everybody,
        PicksObject(
            list(exclude.contacts),
            list(exclude.groups),
            list(exclude.filters),
            list(exclude.numbers),
            exclude.everybody,
        ),
    )


def _options(options: Options) -> OptionsObject:
    return OptionsObject(
        options.closing, options.spread_minutes, options.per_minute, options.apart_days, options.modem
    )


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock.rfc3339(moment)
