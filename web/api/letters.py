"""What programs say of a broadcast, as a letter that the shop understands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from msgspec import UnsetType

from modemsms.errors import InvalidInput
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import (
    Broadcast,
    Letter,
    Options,
    audience_of,
    options_of,
    recurrence_of,
)
from modemsms.services.recurrence import Recurrence
from modemsms.services.recurrence_json import from_object
from modemsms.services.services import Services
from web.api import bodies, broadcast_shapes
from web.api.broadcast_shapes import BroadcastChange, NewAudience, NewBroadcast, NewOptions, Repeat


class _Named(Protocol):
    """Something of the shop that has a row and a name."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...


class Letters:
    """Makes letters. Every fault is an ``InvalidInput`` with the field of the body."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def new(self, said: NewBroadcast, program: str) -> Letter:
        """A new one, from the key named *program*."""
        if said.send_at is not None and said.recurrence is not None:
            raise InvalidInput("send_at", "What is repeated begins by its recurrence: leave send_at out.")
        return Letter(
            text=said.text,
            audience=self._audience(said.audience),
            title=said.title,
            options=_options(said.options),
            send_at=self._moment(said.send_at),
            recurrence=None if said.recurrence is None else self._recurrence(said.recurrence),
            program=program,
        )

    def changed(self, broadcast: Broadcast, said: BroadcastChange) -> Letter:
        """What *broadcast* is with what was *said* in it."""
        options = options_of(broadcast) if isinstance(said.options, UnsetType) else _options(said.options)
        send_at, recurrence = self._when(broadcast, said)
        return Letter(
            text=bodies.given(said.text) or broadcast.text,
            audience=self._changed_audience(audience_of(broadcast), said.audience),
            title=broadcast.title if isinstance(said.title, UnsetType) else said.title,
            options=options,
            send_at=send_at,
            recurrence=recurrence,
        )

    def _when(self, broadcast: Broadcast, said: BroadcastChange) -> tuple[datetime | None, Recurrence | None]:
        recurrence = recurrence_of(broadcast)
        if isinstance(said.recurrence, Repeat):
            recurrence = self._recurrence(said.recurrence)
        elif said.recurrence is None:
            recurrence = None
        if recurrence is not None and isinstance(said.send_at, datetime):
            raise InvalidInput("send_at", "It is repeated: change its recurrence, or make that null.")
        send_at = broadcast.next_at if isinstance(said.send_at, UnsetType) else said.send_at
        return (None if recurrence else self._moment(send_at)), recurrence

    def _moment(self, said: datetime | None) -> datetime | None:
        return self._services.broadcasts.not_past(bodies.utc("send_at", said))

    def _recurrence(self, said: Repeat) -> Recurrence:
        given = {"timezone": self._services.shop.zone.key} | broadcast_shapes.repeat_object(said)
        try:
            return from_object(given)
        except InvalidInput as error:
            raise InvalidInput("recurrence", f"{error.field}: {error.why}") from error

    def _changed_audience(self, before: Audience, said: NewAudience | UnsetType) -> Audience:
        # Without its date, one on birthdays would go to all of them every day.
        return before if isinstance(said, UnsetType) else replace(self._audience(said), dated=before.dated)

    def _audience(self, said: NewAudience) -> Audience:
        return Audience(self._picks(said), self._picks(said.exclude))

    def _picks(self, said: broadcast_shapes.Picks) -> Picks:
        return Picks(
            tuple(said.contacts),
            tuple(_rows(said.groups, self._services.groups.list, "group")),
            tuple(_rows(said.filters, self._services.filters.list, "filter")),
            tuple(said.numbers),
            said.everybody,
        )


def _options(said: NewOptions) -> Options:
    return Options(said.closing, said.spread_minutes, said.per_minute, said.apart_days, said.modem)


def _rows(said: Iterable[int | str], known: Callable[[], Sequence[_Named]], what: str) -> Iterable[int]:
    """The row of each that is *said* by its row or by its name."""
    by_name: dict[str, int] | None = None
    for one in said:
        if isinstance(one, int):
            yield one
            continue
        if by_name is None:
            by_name = {there.name.casefold(): there.id for there in known()}
        row_id = by_name.get(" ".join(one.split()).casefold())
        if row_id is None:
            raise InvalidInput("audience", f"There is no {what} named “{one[:40]}”.")
        yield row_id
