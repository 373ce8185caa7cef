"""A new broadcast, in four steps: who gets it, what it says, when it goes out, and a look before it does."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput
from modemsms.services import finishing
from modemsms.services.broadcasts import Letter, Once, whole_text
from modemsms.services.half_written import KeptDraft
from modemsms.services.outbox import Draft
from modemsms.services.preflight import Preflight
from web import (
    broadcast_words,
    cast_dates,
    cast_drafts,
    cast_people,
    cast_plan,
    dated_form,
    drafts,
    price,
    recurrence_form,
)
from web.cast_plan import Plan
from web.context import services, surroundings, user
from web.drafts import Count, tokens_of
from web.recurrence import told

blueprint = Blueprint("broadcasts_new", __name__)

STEPS = ("people", "text", "when", "check")

# Which step a refused field stands in.
_PLACE_OF = {"audience": "people", "to": "people", "text": "text", "closing": "text", "title": "text"}


@blueprint.get("/broadcasts/new")
def begin() -> ResponseReturnValue:
    """Empty, for the sets that ``who`` names, once more what ``copy`` said, or what ``draft`` says so far."""
    if "draft" in request.args:
        return shown(cast_drafts.taken_up(request.args["draft"]), "text")
    copied = request.args.get("copy", "")
    who = tokens_of(request.args.getlist("who"))
    broadcast = services().broadcasts.get(copied).broadcast if copied else None
    plan = cast_plan.of_broadcast(broadcast) if broadcast else _afresh()
    plan = replace(cast_plan.timeless(plan), who=who, but=()) if who else plan
    return shown(plan, "people", begun=cast_drafts.begun())


@blueprint.get("/broadcasts/<broadcast_id>/edit")
def edit(broadcast_id: str) -> ResponseReturnValue:
    """One that waits, to be changed."""
    seen = services().broadcasts.get(broadcast_id)
    if seen.broadcast.state not in ("scheduled", "paused"):
        flash(_("It has begun already, or is over."), "ask")
        return redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))
    return shown(cast_plan.of_broadcast(seen.broadcast, edits=True), "text")


@blueprint.post("/broadcasts/new")
def go() -> ResponseReturnValue:
    """Take in what was typed, and go to ``step``, or back to the first one that lacks something."""
    wanted = request.form.get("step", "people")
    plan = _kept()
    return shown(plan, wanted if wanted in STEPS else "people")


def _kept() -> Plan:
    """What the posted form holds, kept as a draft."""
    return cast_drafts.keep(cast_plan.from_form(request.form))


@blueprint.post("/broadcasts/new/people")
def people() -> str:
    """Who was chosen so far, as elements."""
    return render_template(
        "fragments/cast_people.html",
        **_people(_kept()),
        refusals={},
    )


@blueprint.post("/broadcasts/new/count")
def count() -> str:
    """What the text costs so far, and what some of its people would get."""
    return render_template("fragments/cast_text.html", **_text(_kept()))


@blueprint.post("/broadcasts/new/dates")
def dates() -> str:
    """Whose date is next, as elements."""
    return render_template(
        "fragments/cast_dates.html",
        **cast_dates.while_chosen(_kept()),
    )


@blueprint.post("/broadcasts/new/test")
def test() -> ResponseReturnValue:
    """Send what the first of its people would get to a phone of the shop's own."""
    plan = cast_plan.from_form(request.form)
    number = request.form.get("test_to", "")
    try:
        letter = cast_plan.letter(cast_plan.timeless(plan))
        looked = services().preflights.sample(letter)
        said = looked.previews[0].text if looked.previews else whole_text(letter.text, letter.options)
        own = services().people.own_number(number)
        services().outbox.submit(
            Draft(own, said, modem=plan.modem or None, author_id=user().id, knowingly=True)
        )
    except (InvalidInput, Conflict) as error:
        return shown(plan, "check", {"test_to": getattr(error, "why", str(error))})
    flash(_("The test text is on its way to you."), "good")
    return shown(plan, "check")


@blueprint.post("/broadcasts")
def send() -> ResponseReturnValue:
    """Make it; for a minute it can be undone."""
    plan = cast_plan.from_form(request.form)
    try:
        letter = cast_plan.letter(plan)
        made = _changed(plan, letter) if plan.edits else _made(plan, letter)
    except InvalidInput as error:
        return shown(plan, "check", {error.field: error.why})
    except Conflict as error:
        return shown(replace(plan, draft_id=secrets.token_urlsafe(12)), "check", {"check": str(error)})
    return redirect(url_for("broadcasts.show", broadcast_id=made), HTTPStatus.SEE_OTHER)


def _made(plan: Plan, letter: Letter) -> str:
    once = Once(cast_drafts.once_key(plan), plan.fingerprint)
    before = services().broadcasts.before(once)
    if before is not None:
        return before.id
    made = services().broadcasts.create(letter, once, cast_plan.PAUSE)
    services().half_written.sent(user().id, plan.draft_id)
    services().deeds.note(user(), "broadcast_made", made.title)
    return made.id


def _changed(plan: Plan, letter: Letter) -> str:
    made = services().broadcasts.change(plan.edits, letter)
    services().deeds.note(user(), "broadcast_changed", made.title)
    flash(_("Changed."), "good")
    return made.id


def _afresh() -> Plan:
    return Plan(closing=services().keywords.closing())


def shown(
    plan: Plan, wanted: str, refusals: dict[str, str] | None = None, begun: Sequence[KeptDraft] = ()
) -> ResponseReturnValue:
    """The page of step *wanted*, or of the first one before it that lacks something; *begun* is offered on top."""
    told = refusals or {}
    settled, chosen, without = cast_people.settled(plan)
    problems = " ".join(filter(None, (chosen.refusal, without.refusal)))
    step = wanted
    if wanted != "people" and problems:
        step, told = "people", {"to": problems}
    elif wanted != "people" and not told:
        step, told = _first_lacking(settled, wanted)
    parts: dict[str, Any] = {
        "plan": settled,
        "step": step,
        "refusals": told,
        "steps": STEPS,
        "begun": begun,
    }
    if step == "check":
        try:
            parts |= _check(settled, chosen, without)
        except InvalidInput as error:
            step, told = _PLACE_OF.get(error.field, "when"), {error.field: error.why}
            parts |= {"step": step, "refusals": told}
    parts |= _BESIDE[step](settled) if step in _BESIDE else {}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
    return render_template("broadcast_new.html", **parts), status


def _first_lacking(plan: Plan, wanted: str) -> tuple[str, dict[str, str]]:
    """The step to show, and what is wrong there."""
    try:
        services().audiences.checked(cast_plan.audience(cast_plan.timeless(plan)))
        if wanted in ("when", "check"):
            letter = cast_plan.letter(plan if wanted == "check" else cast_plan.timeless(plan))
            services().broadcasts.check(letter)
    except InvalidInput as error:
        return _PLACE_OF.get(error.field, "when"), {error.field: error.why}
    return wanted, {}


def _people(plan: Plan) -> dict[str, Any]:
    settled, chosen, without = cast_people.settled(plan)
    return {
        "plan": settled,
        "people": chosen,
        "without": without,
        "reach": cast_people.reach(settled),
        "country": services().shop.country,
    }


def _text(plan: Plan) -> dict[str, Any]:
    """What the step of the text shows beside it; counted is the longest of some of its people."""
    looked, cost = None, None
    if plan.text.strip():
        try:
            letter = cast_plan.letter(cast_plan.timeless(plan))
            looked = services().preflights.sample(letter)
            said = looked.longest.text if looked.longest else whole_text(letter.text, letter.options)
            cost = _count(said)
        except InvalidInput:
            pass
    return {"looked": looked, "count": cost, "fields": _fields()}


def _when(plan: Plan) -> dict[str, Any]:
    """What the step of the time shows beside it: the next dates of what is repeated."""
    wrong, recurrence = "", None
    try:
        recurrence = recurrence_form.read(plan.timing.repeats, services().shop.zone)
    except InvalidInput as error:
        wrong = error.why
    return {
        "timing": plan.timing,
        "dated_choices": dated_form.choices(),
        "wrong": wrong,
        **told(recurrence),
        **cast_dates.while_chosen(plan),
    }


_BESIDE: dict[str, Callable[[Plan], dict[str, Any]]] = {"people": _people, "text": _text, "when": _when}


def _count(text: str) -> Count:
    return drafts.count_of(services().outbox.count(text), text, services().shop.max_characters)


def _fields() -> list[tuple[str, str]]:
    """What a text can say of each of them: as it is shown, and as it is written."""
    usual = [
        (_("First name"), _("{first_name|there}")),
        (_("Name"), _("{name|there}")),
        (_("Shop"), "{shop}"),
    ]
    return [*usual, *((one.name, f"{{{one.key}|…}}") for one in services().fields.list())]


def _check(plan: Plan, chosen: cast_people.People, without: cast_people.People) -> dict[str, Any]:
    letter = cast_plan.letter(plan)
    with surroundings().slow.taken():
        looked = services().preflights.look(letter)
    carrying = finishing.carriers(services().sims.list(), services().preflights.air(), letter.options.modem)
    return {
        "letter": letter,
        "again": cast_dates.rule_of(letter.audience, letter.recurrence, letter.text),
        "looked": looked,
        "whom": cast_people.titles(chosen),
        "but_whom": cast_people.titles(without),
        "carrying": finishing.with_work(carrying, looked.by_home),
        "finished": _finished(letter, looked, carrying),
        "price": price.of(looked.segments, plan.modem),
        "allowance_left": _allowance_left(plan),
        "words": broadcast_words,
        "own_number": request.form.get("test_to", user().number or ""),
    }


def _finished(letter: Letter, looked: Preflight, carrying: list[finishing.Carrier]) -> datetime | None:
    return finishing.finished_at(
        carrying, looked.by_home, looked.begins_at, looked.last_at, letter.options.per_minute, looked.people
    )


def _allowance_left(plan: Plan) -> int:
    """How many texts of their bundles the SIMs that carry it have left; -1 where none has a bundle."""
    cards = [card for card in services().sims.list() if card.ready and plan.modem in ("", card.modem)]
    left = [card.bundle_left for card in cards if card.bundle_left is not None]
    return sum(left) if left and len(left) == len(cards) else -1
