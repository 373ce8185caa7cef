"""A broadcast in the making, as the form in steps carries it from page to page."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from modemsms.errors import InvalidInput
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Broadcast, Letter, Options, audience_of, options_of, recurrence_of
from modemsms.services.recurrence import Recurrence
from web import cast_when
from web.cast_when import Timing
from web.context import local_time, services, user
from web.drafts import plain_lines, tokens_of
from web.places import row_number

EVERYBODY = "all"

# Those of an occurrence who did not get it.
MISSED_STATES = ("failed", "undelivered", "cancelled", "stopped")

# So many are asked for at once.
SLICE = 1000

# What each step asks.
_FIELDS_OF: dict[str, frozenset[str]] = {
    "people": frozenset({"who", "but", "to", "but_to"}),
    "text": frozenset({"text", "closing", "title"}),
    "when": cast_when.NAMES | {"spread", "apart", "pace", "modem"},
    "check": frozenset(),
}

# A broadcast can be undone for so long.
PAUSE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen and typed so far.

    *who* and *but* are tokens of who gets it and who does not: ``all``, ``g3``, ``f2``, ``c12``, ``+447700900001``,
    ``n5`` for those who did not get occurrence 5. *to* and *but_to* are what was typed beside them. *draft_id* is
    good for one broadcast; *edits* is the one that is changed instead.
    """

    who: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    to: str = ""
    but_to: str = ""
    text: str = ""
    closing: str = ""
    title: str = ""
    timing: Timing = field(default_factory=Timing)
    spread: str = ""
    apart: str = ""
    pace: str = ""
    modem: str = ""
    edits: str = ""
    draft_id: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """All of it, as fields of a form by name and value."""
        names = [name for name in self.__dataclass_fields__ if name not in ("who", "but", "timing")]
        beside = [(name, getattr(self, name)) for name in names]
        people = [*(("who", one) for one in self.who), *(("but", one) for one in self.but)]
        return [*people, *beside, *self.timing.pairs]

    def beside(self, step: str) -> list[tuple[str, str]]:
        """Those of them that *step* has no fields for, but for the empty ones."""
        return [(name, value) for name, value in self.hidden if value and name not in _FIELDS_OF[step]]

    @property
    def fingerprint(self) -> str:
        """Tells whether a form that comes again still says the same."""
        said = "\0".join(f"{name}={value}" for name, value in self.hidden)
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def from_form(form: MultiDict[str, str]) -> Plan:
    """What *form* holds."""
    draft_id = form.get("draft_id", "")[:64] or secrets.token_urlsafe(12)
    brief = {name: form.get(name, "")[:200] for name in ("spread", "apart", "pace", "modem")}
    return Plan(
        who=tokens_of(form.getlist("who")),
        but=tokens_of(form.getlist("but")),
        to=plain_lines(form.get("to", "")).strip(),
        but_to=plain_lines(form.get("but_to", "")).strip(),
        text=plain_lines(form.get("text", "")),
        closing=" ".join(form.get("closing", "").split()),
        title=form.get("title", "")[:200],
        timing=cast_when.from_form(form),
        edits=form.get("edits", "")[:64],
        draft_id=draft_id,
        **brief,
    )


def of_broadcast(broadcast: Broadcast, *, edits: bool = False) -> Plan:
    """*broadcast* once more, from now on; or, to change it, as it stands."""
    audience, options = audience_of(broadcast), options_of(broadcast)
    recurrence = recurrence_of(broadcast)
    if recurrence is not None and not edits:
        recurrence = _from_its_next_day(recurrence)
    return Plan(
        who=_tokens(audience.include),
        but=_tokens(audience.exclude),
        text=broadcast.text,
        closing=options.closing,
        title=broadcast.title,
        timing=cast_when.of(recurrence, audience.dated, broadcast.next_at if edits else None),
        spread=_written(options.spread_minutes),
        apart=_written(options.apart_days),
        pace=_written(options.per_minute),
        modem=options.modem or "",
        edits=broadcast.id if edits else "",
    )


def letter(plan: Plan) -> Letter:
    """What *plan* says. Raises ``InvalidInput``."""
    return Letter(
        text=plan.text,
        audience=audience(plan),
        title=plan.title,
        options=Options(
            closing=plan.closing,
            spread_minutes=_number(plan.spread, "spread"),
            per_minute=_number(plan.pace, "per_minute"),
            apart_days=_number(plan.apart, "apart_days"),
            modem=plan.modem or None,
        ),
        send_at=cast_when.send_at(plan.timing),
        recurrence=cast_when.recurrence(plan.timing),
        author_id=user().id,
    )


def audience(plan: Plan) -> Audience:
    """Whom *plan* goes to. Raises ``InvalidInput``."""
    return Audience(_picks(plan.who), _picks(plan.but), cast_when.dated(plan.timing))


def timeless(plan: Plan) -> Plan:
    """*plan* as it would go out at once to all of them, whatever is wrong with its time."""
    return replace(plan, timing=Timing())


def _from_its_next_day(recurrence: Recurrence) -> Recurrence:
    """*recurrence* for a copy: of a number of times none is used up."""
    if recurrence.count is None:
        return recurrence
    following = replace(recurrence, count=None).next_after(local_time().now)
    return recurrence if following is None else replace(recurrence, starts=following.key)


def _picks(tokens: Iterable[str]) -> Picks:
    rows: dict[str, list[int]] = {"c": [], "g": [], "f": [], "n": []}
    numbers: list[str] = []
    everybody = False
    for token in tokens:
        if token == EVERYBODY:
            everybody = True
        elif token[:1] in rows:
            rows[token[0]].append(_row(token))
        else:
            numbers.append(token)
    for occurrence_id in rows["n"]:
        numbers += missed(occurrence_id)
    return Picks(tuple(rows["c"]), tuple(rows["g"]), tuple(rows["f"]), tuple(numbers), everybody)


def missed(occurrence_id: int) -> list[str]:
    """The numbers of those who did not get an occurrence, for another reason than their own wish."""
    services().broadcasts.occurrence(occurrence_id)
    numbers: list[str] = []
    after = 0
    while found := services().broadcasts.results(occurrence_id, after, SLICE, MISSED_STATES):
        numbers += (one.recipient.number for one in found)
        after = found[-1].recipient.position
    return numbers


def _row(token: str) -> int:
    try:
        return row_number(token[1:])
    except ValueError as error:
        raise InvalidInput("audience", _("Choose once more who gets it.")) from error


def _tokens(picks: Picks) -> tuple[str, ...]:
    rows = (("g", picks.groups), ("f", picks.filters), ("c", picks.contacts))
    named = [f"{kind}{row}" for kind, kept in rows for row in kept]
    return tokens_of([*([EVERYBODY] if picks.everybody else []), *named, *picks.numbers])


def _number(written: str, field_name: str) -> int | None:
    if not written:
        return None
    try:
        return row_number(written)
    except ValueError as error:
        raise InvalidInput(field_name, _("Enter a whole number.")) from error


def _written(number: int | None) -> str:
    return "" if number is None else str(number)
