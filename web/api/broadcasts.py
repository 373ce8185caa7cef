"""``/broadcasts``: made, foreseen, looked at, changed, paused, resumed, stopped."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, g, request
from msgspec import UnsetType

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.broadcasts import Occurrence, Seen
from modemsms.services.services import Services
from web.api import bodies, keys, repeats
from web.api.broadcast_objects import (
    BroadcastList,
    OccurrenceList,
    PersonList,
    broadcast_object,
    occurrence_object,
    person_object,
    preflight_object,
)
from web.api.broadcast_shapes import (
    PEOPLE_STATUSES,
    BroadcastChange,
    BroadcastFilter,
    NewBroadcast,
    PeopleFilter,
)
from web.api.errors import PREFIX, as_json
from web.api.letters import Letters
from web.api.shapes import NoFields
from web.slow import SlowPlaces


class BroadcastsApi:
    """The views; each calls one method of the broadcasts."""

    def __init__(self, services: Services, slow: SlowPlaces) -> None:
        self._broadcasts = services.broadcasts
        self._preflights = services.preflights
        self._letters = Letters(services)
        self._slow = slow

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        all_, one = "/broadcasts", "/broadcasts/<broadcast_id>"
        blueprint.add_url_rule(all_, "broadcast", self.create, methods=["POST"])
        blueprint.add_url_rule(all_, "broadcasts", self.page, methods=["GET"])
        blueprint.add_url_rule(f"{all_}/preflight", "preflight", self.preflight, methods=["POST"])
        blueprint.add_url_rule(one, "get_broadcast", self.get, methods=["GET"])
        blueprint.add_url_rule(one, "change_broadcast", self.change, methods=["PATCH"])
        blueprint.add_url_rule(f"{one}/recipients", "broadcast_people", self.people, methods=["GET"])
        blueprint.add_url_rule(f"{one}/occurrences", "occurrences", self.occurrences, methods=["GET"])
        blueprint.add_url_rule(f"{one}/pause", "pause", self.pause, methods=["POST"])
        blueprint.add_url_rule(f"{one}/resume", "resume", self.resume, methods=["POST"])
        blueprint.add_url_rule(f"{one}/stop", "stop", self.stop, methods=["POST"])

    def create(self) -> Response:
        """Take a broadcast: 202, or 200 if this key sent this body under this Idempotency-Key before."""
        said = bodies.parse(g.body, NewBroadcast)
        once = repeats.once(g.body)
        before = None if once is None else self._broadcasts.before(once)
        broadcast = before or self._broadcasts.create(self._letters.new(said, keys.current().name), once)
        status = HTTPStatus.ACCEPTED if before is None else HTTPStatus.OK
        return _answer(self._broadcasts.get(broadcast.id), status)

    def preflight(self) -> Response:
        """What the same body would do, without doing it."""
        letter = self._letters.new(bodies.parse(g.body, NewBroadcast), keys.current().name)
        self._broadcasts.check(letter)
        with self._slow.taken():
            told = self._preflights.look(letter)
        return as_json(preflight_object(told))

    def page(self) -> Response:
        """Broadcasts, newest first."""
        asked = bodies.query(request.args, BroadcastFilter)
        found = self._broadcasts.latest(bodies.given(asked.after), asked.limit + 1)
        shown = found[: asked.limit]
        more = shown[-1].broadcast.row_id if len(found) > len(shown) else None
        return as_json(BroadcastList([broadcast_object(seen) for seen in shown], more))

    def get(self, broadcast_id: str) -> Response:
        """One broadcast with its newest occurrence."""
        return _answer(self._broadcasts.get(broadcast_id))

    def change(self, broadcast_id: str) -> Response:
        """Another pace at any time; another text, time, audience before it begins."""
        said = bodies.parse(g.body, BroadcastChange)
        if _given(said) - {"per_minute"}:
            letter = self._letters.changed(self._broadcasts.get(broadcast_id).broadcast, said)
            self._broadcasts.change(broadcast_id, letter)
        if not isinstance(said.per_minute, UnsetType):
            self._broadcasts.set_pace(broadcast_id, said.per_minute)
        return _answer(self._broadcasts.get(broadcast_id))

    def occurrences(self, broadcast_id: str) -> Response:
        """Its runs, newest first."""
        asked = bodies.query(request.args, BroadcastFilter)
        found = self._broadcasts.occurrences(broadcast_id, asked.limit + 1, bodies.given(asked.after))
        shown = found[: asked.limit]
        more = shown[-1].id if len(found) > len(shown) else None
        return as_json(OccurrenceList([occurrence_object(one) for one in shown], more))

    def people(self, broadcast_id: str) -> Response:
        """What became of each of its people, in the newest occurrence or the one that is asked for."""
        asked = bodies.query(request.args, PeopleFilter)
        occurrence = self._occurrence(broadcast_id, bodies.given(asked.occurrence))
        states = _states(bodies.given(asked.status))
        if occurrence is None:
            return as_json(PersonList([], None))
        found = self._broadcasts.results(occurrence.id, asked.after, asked.limit + 1, states)
        shown = found[: asked.limit]
        more = shown[-1].recipient.position if len(found) > len(shown) else None
        return as_json(PersonList([person_object(one) for one in shown], more))

    def _occurrence(self, broadcast_id: str, wanted: int | None) -> Occurrence | None:
        seen = self._broadcasts.get(broadcast_id)
        if wanted is None:
            return seen.latest
        found = self._broadcasts.occurrence(wanted)
        if found.broadcast_id != seen.broadcast.row_id:
            raise NotFound("There is no such occurrence of this broadcast.")
        return found

    def pause(self, broadcast_id: str) -> Response:
        """Let nothing more of it leave; 409 once it is over."""
        _no_fields()
        return _answer(self._broadcasts.pause(broadcast_id))

    def resume(self, broadcast_id: str) -> Response:
        """Let it go on; 409 once it is over."""
        _no_fields()
        return _answer(self._broadcasts.resume(broadcast_id))

    def stop(self, broadcast_id: str) -> Response:
        """End it: what is not on the air stays here. Again 200, 409 once it has ended by itself."""
        _no_fields()
        return _answer(self._broadcasts.stop(broadcast_id))


def _answer(seen: Seen, status: HTTPStatus = HTTPStatus.OK) -> Response:
    address = {"Location": f"{PREFIX}/broadcasts/{seen.broadcast.id}"} if status != HTTPStatus.OK else {}
    return as_json(broadcast_object(seen), status, address)


def _no_fields() -> None:
    if g.body != b"":
        bodies.parse(g.body, NoFields)


def _given(said: BroadcastChange) -> set[str]:
    return {name for name in said.__struct_fields__ if not isinstance(getattr(said, name), UnsetType)}


def _states(written: str | None) -> tuple[str, ...]:
    statuses = () if written is None else tuple(written.split(","))
    for status in statuses:
        if status not in PEOPLE_STATUSES:
            known = ", ".join(PEOPLE_STATUSES)
            raise InvalidInput("status", f"There is no status “{status[:40]}”; known are {known}.")
    return statuses
