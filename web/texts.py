"""The texts behind a figure: those of one day that were sent, delivered, not delivered or received."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext

from modemsms.services.figures import Kind
from web.context import local_time, services, surroundings
from web.inbox import titles_of
from web.places import row_number

blueprint = Blueprint("texts", __name__)

KINDS = {
    "sent": lazy_gettext("Sent"),
    "delivered": lazy_gettext("Delivered"),
    "failed": lazy_gettext("Not delivered"),
    "received": lazy_gettext("Received"),
}
PAGE = 50


@blueprint.get("/texts")
def of_day() -> str:
    """The texts of the day ``day`` (today without one) of the kind ``kind``, oldest first."""
    day = _day()
    kind = request.args.get("kind", "sent")
    if kind not in KINDS:
        abort(404)
    shown = services().figures.texts(day, cast(Kind, kind), _after(), PAGE)
    return render_template(
        "texts.html",
        day=day,
        begins=services().figures.begin(day),
        days=(day - timedelta(days=1), day + timedelta(days=1)),
        is_today=day >= local_time().day_of(surroundings().now()),
        kind=kind,
        kinds=KINDS,
        texts=shown.texts,
        next=shown.next,
        titles=titles_of(shown.texts),
    )


def _day() -> date:
    written = request.args.get("day")
    if written is None:
        return local_time().day_of(surroundings().now())
    try:
        day = date.fromisoformat(written)
    except ValueError:
        abort(404)
    # Far from either end of the calendar, where no clock of a shop has been.
    return day if 1970 <= day.year < 2200 else abort(404)


def _after() -> tuple[int, int] | None:
    at = request.args.get("at", type=row_number)
    return None if at is None else (at, request.args.get("id", 0, type=row_number))
