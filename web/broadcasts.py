"""Broadcasts: the list, and the page of one, while it waits, runs, and when it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.broadcasts import Occurrence, Result, Seen, audience_of, options_of, recurrence_of
from modemsms.services.letters import letter_of
from web import (
    broadcast_pace,
    broadcast_words,
    broadcasts_new,
    cast_dates,
    cast_drafts,
    cast_plan,
    scheduled,
    undo,
)
from web.context import services, surroundings, user, wants_fragment
from web.places import place_before, row_number
from web.words import State

blueprint = Blueprint("broadcasts", __name__)

PAGE = 50
RUNS = 20

PREFIX = "/broadcasts/<broadcast_id>"


@blueprint.get("/broadcasts")
def index() -> str:
    """Those under way on top, then those that come, then those that are over."""
    return render_template("broadcasts.html", **_listed())


@blueprint.get("/broadcasts/now")
def list_fragments() -> str:
    """The list as it stands."""
    return render_template("fragments/broadcasts.html", **_listed())


@blueprint.get(PREFIX)
def show(broadcast_id: str) -> str:
    """One of them; ``run`` is an occurrence, ``only`` says whose results."""
    return render_template("broadcast.html", **_parts(broadcast_id))


@blueprint.get(f"{PREFIX}/now")
def fragments(broadcast_id: str) -> str:
    """The same as it stands."""
    return render_template(
        "fragments/broadcast.html", **_parts(broadcast_id, by_itself=request.method == "GET")
    )


@blueprint.post(f"{PREFIX}/undo")
def take_back(broadcast_id: str) -> ResponseReturnValue:
    """Undo the sending; all that was chosen and written stands in the form again."""
    seen = services().broadcasts.get(broadcast_id)
    if seen.latest is not None or seen.broadcast.state != "scheduled":
        flash(_("It has begun already. Stop it, if nothing more may leave."), "ask")
        return _back(broadcast_id)
    services().broadcasts.stop(broadcast_id)
    services().deeds.note(user(), "broadcast_undone", seen.broadcast.title)
    flash(_("Taken back. Nothing was sent."), "good")
    return broadcasts_new.shown(cast_drafts.keep(cast_plan.of_broadcast(seen.broadcast)), "check")


@blueprint.post(f"{PREFIX}/pause")
def pause(broadcast_id: str) -> ResponseReturnValue:
    """Let nothing more of it leave for now."""
    if _done(services().broadcasts.pause, broadcast_id, "broadcast_paused"):
        undo.offer(_("Paused."), url_for("broadcasts.resume", broadcast_id=broadcast_id))
    return _back(broadcast_id)


@blueprint.post(f"{PREFIX}/resume")
def resume(broadcast_id: str) -> ResponseReturnValue:
    """Let it go on."""
    if _done(services().broadcasts.resume, broadcast_id, "broadcast_resumed"):
        flash(_("It goes on."), "good")
    return _back(broadcast_id)


@blueprint.post(f"{PREFIX}/stop")
def stop(broadcast_id: str) -> ResponseReturnValue:
    """End it: what is not on the air stays here. What never began can be brought back."""
    run = services().broadcasts.get(broadcast_id).latest
    has_begun = run is not None and run.state in ("running", "paused")
    if _done(services().broadcasts.stop, broadcast_id, "broadcast_stopped"):
        if has_begun:
            flash(_("Stopped. Nothing more of it leaves."), "good")
        else:
            undo.offer(_("Called off."), url_for("broadcasts.bring_back", broadcast_id=broadcast_id))
    return _back(broadcast_id)


@blueprint.post(f"{PREFIX}/bring-back")
def bring_back(broadcast_id: str) -> ResponseReturnValue:
    """One that was called off goes out at its time after all."""
    if _done(services().broadcasts.bring_back, broadcast_id, "broadcast_brought_back"):
        flash(_("It goes out as planned."), "good")
    return _back(broadcast_id)


@blueprint.post(f"{PREFIX}/pace")
def pace(broadcast_id: str) -> ResponseReturnValue:
    """Another pace from now on."""
    written = request.form.get("pace", "")
    try:
        per_minute = row_number(written) if written else None
        services().broadcasts.set_pace(broadcast_id, per_minute)
        services().deeds.note(
            user(), "broadcast_paced", services().broadcasts.get(broadcast_id).broadcast.title, written
        )
    except ValueError:
        flash(_("Enter a whole number."), "ask")
    except (Conflict, InvalidInput) as error:
        flash(str(error), "ask")
    return _back(broadcast_id)


@blueprint.post(f"{PREFIX}/begin")
def send_now(broadcast_id: str) -> ResponseReturnValue:
    """One that waits for its time begins at once."""

    def begin(one: str) -> object:
        broadcast = services().broadcasts.get(one).broadcast
        if broadcast.recurrence is not None:
            raise Conflict(_("It is repeated: copy it, and send the copy now."))
        return services().broadcasts.change(one, replace(letter_of(broadcast), send_at=None))

    if _done(begin, broadcast_id, "broadcast_begun"):
        flash(_("It is on its way."), "good")
    return _back(broadcast_id)


def _done(act: Callable[[str], object], broadcast_id: str, deed: str) -> bool:
    title = services().broadcasts.get(broadcast_id).broadcast.title
    try:
        act(broadcast_id)
    except (Conflict, InvalidInput) as error:
        flash(str(error), "ask")
        return False
    services().deeds.note(user(), deed, title)
    return True


def _back(broadcast_id: str) -> ResponseReturnValue:
    """To the page on which the button was pressed: this one, or a list on which it stands."""
    here = url_for("broadcasts.show", broadcast_id=broadcast_id)
    before = place_before(here)
    page = before.partition("?")[0]
    lists = {url_for("scheduled.index"): scheduled.fragments, url_for("broadcasts.index"): list_fragments}
    if not wants_fragment():
        return redirect(before if page in (*lists, here) else here, HTTPStatus.SEE_OTHER)
    return lists[page]() if page in lists else fragments(broadcast_id)


def _listed() -> dict[str, Any]:
    before = request.args.get("before", type=row_number)
    found = services().broadcasts.latest(before, PAGE)
    coming = [] if before else services().broadcasts.coming(PAGE)
    running = [] if before else services().progress.under_way()
    held = [one for one in found if one.state == "paused" and one.broadcast.state == "paused"]
    over = [one for one in found if one.state not in ("running", "paused", "scheduled")]
    return {
        "under_way": running,
        "held": held,
        "coming": coming,
        "over": over,
        "more": found[-1].broadcast.row_id if len(found) == PAGE else None,
        "words": broadcast_words,
    }


def _parts(broadcast_id: str, *, by_itself: bool = False) -> dict[str, Any]:
    """What the page shows; *by_itself*: it asks anew because something happened, up to once a second."""
    seen = services().broadcasts.get(broadcast_id)
    asked = _asked()
    run = _run(seen, asked.get("run", type=row_number))
    only = asked.get("only", "all")
    if only not in broadcast_words.FILTERS:
        abort(404)
    after = asked.get("after", 0, type=row_number)
    recurrence = recurrence_of(seen.broadcast)
    found = [] if run is None else _results(run, only, after)
    begins = seen.broadcast.next_at if run is None and seen.broadcast.state == "scheduled" else None
    return {
        "seen": seen,
        "run": run,
        "run_asked": asked.get("run"),
        "state": _state(seen, run),
        "only": only,
        "after": after or None,
        "results": found[:PAGE],
        "next": found[PAGE - 1].recipient.position if len(found) > PAGE else None,
        "kept": {} if run is None else services().progress.left_out(run),
        "replies": [] if run is None else services().progress.answers(run.id),
        "runs": services().broadcasts.occurrences(broadcast_id, RUNS) if recurrence else [],
        "again": None if by_itself else cast_dates.of_broadcast(seen.broadcast),
        "undo_left": _undo_left(seen),
        "begins": begins,
        "pace": None if run is None else broadcast_pace.of(run, options_of(seen.broadcast)),
        "options": options_of(seen.broadcast),
        "audience": audience_of(seen.broadcast),
        "words": broadcast_words,
    }


def _state(seen: Seen, run: Occurrence | None) -> State:
    if run is None or run == seen.latest:
        return broadcast_words.state(seen)
    return broadcast_words.STATES[run.state]


def _asked() -> MultiDict[str, str]:
    """What the address asks for; where a button was pressed, that of the page on which it stands."""
    if request.method == "GET":
        return request.args
    return MultiDict(parse_qsl(urlsplit(place_before("")).query))


def _run(seen: Seen, wanted: int | None) -> Occurrence | None:
    if wanted is None:
        return seen.latest
    found = services().broadcasts.occurrence(wanted)
    if found.broadcast_id != seen.broadcast.row_id:
        raise NotFound("There is no such broadcast.")
    return found


def _results(run: Occurrence, only: str, after: int) -> list[Result]:
    if only == "replied":
        return services().broadcasts.replies(run.id, after, PAGE + 1)
    if only == "opted_out":
        return services().broadcasts.opted_out(run.id, after, PAGE + 1)
    return services().broadcasts.results(run.id, after, PAGE + 1, broadcast_words.FILTERS[only])


def _undo_left(seen: Seen) -> int:
    """For how many seconds it can still be taken back as if it had never been sent; 0 for not at all."""
    made, begins = seen.broadcast.created_at, seen.broadcast.next_at
    if seen.latest is not None or seen.broadcast.state != "scheduled" or begins is None:
        return 0
    if begins > made + cast_plan.PAUSE:
        return 0
    left = (begins - surroundings().now()).total_seconds()
    return max(0, round(left))
