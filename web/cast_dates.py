"""When a broadcast goes out again, in words, and whose date comes next: for the pages of one that does."""

from __future__ import annotations

from typing import Any

from modemsms.errors import InvalidInput
from modemsms.services.audience import Audience
from modemsms.services.broadcasts import Broadcast, audience_of, recurrence_of
from modemsms.services.recurrence import Recurrence
from web import cast_plan, cast_when, dated_form, recurrence
from web.cast_plan import Plan
from web.context import locale, services
from web.recurrence_words import in_words


def while_chosen(plan: Plan) -> dict[str, Any]:
    """What ``fragments/cast_dates.html`` says while somebody chooses; nothing where it is no date of theirs."""
    if plan.timing.when != cast_when.DATED:
        return {"upcoming": None, "dates_wrong": ""}
    try:
        rule = cast_when.recurrence(plan.timing)
        assert rule is not None
        found = services().their_dates.next(cast_plan.audience(plan), rule, plan.text)
    except InvalidInput as error:
        return {"upcoming": None, "dates_wrong": error.why}
    return {"upcoming": found, "dates_wrong": ""}


def rule_of(audience: Audience, rule: Recurrence | None, text: str) -> dict[str, Any]:
    """What the pages say of *rule*: a sentence, and its next dates or whose day is next; without one, nothing."""
    nothing: dict[str, Any] = {"wrong": "", "upcoming": None, "dates_wrong": "", "sentence": "", "dates": []}
    if rule is None:
        return nothing
    if audience.dated is None:
        return nothing | dict(recurrence.told(rule))
    try:
        found = services().their_dates.next(audience, rule, text)
    except InvalidInput as error:
        return nothing | {"sentence": sentence(audience, rule), "dates_wrong": error.why}
    return nothing | {"sentence": sentence(audience, rule), "upcoming": found}


def of_broadcast(broadcast: Broadcast) -> dict[str, Any]:
    """The same for one that is there; of one that is over the sentence alone."""
    audience, rule = audience_of(broadcast), recurrence_of(broadcast)
    if rule is None or broadcast.next_at is not None:
        return rule_of(audience, rule, broadcast.text)
    return rule_of(audience, None, "") | {"sentence": sentence(audience, rule)}


def sentence(audience: Audience, rule: Recurrence) -> str:
    """When it goes out, in one sentence."""
    if audience.dated is None:
        return in_words(rule, locale())
    return dated_form.in_words(audience.dated, rule.at, locale())
