"""Settings: the hours in which nobody gets a broadcast."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.quiet import QuietRules
from web.clock_fields import clock_of, clock_value, days_of
from web.context import local_time, locale, owners_only, services, user
from web.hours_form import weekdays

blueprint = Blueprint("settings_quiet", __name__)


@blueprint.get("/settings/quiet")
def index() -> str:
    """The form."""
    owners_only()
    rules = services().quiet_hours.rules()
    return _page(rules, clock_value(rules.begins), clock_value(rules.ends))


@blueprint.post("/settings/quiet")
def change() -> ResponseReturnValue:
    """Keep what it says."""
    owners_only()
    form = request.form
    begins, ends = form.get("begins", ""), form.get("ends", "")
    said = QuietRules(
        on=form.get("on") == "1", days=days_of(form.getlist("days")), holidays=form.get("holidays") == "1"
    )
    try:
        services().quiet_hours.change(
            QuietRules(said.on, clock_of("begins", begins), clock_of("ends", ends), said.days, said.holidays)
        )
    except InvalidInput as error:
        return _page(said, begins, ends, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "quiet_hours_changed")
    flash(_("Kept."), "good")
    return redirect(url_for("settings_quiet.index"), HTTPStatus.SEE_OTHER)


def _page(rules: QuietRules, begins: str, ends: str, refusals: dict[str, str] | None = None) -> str:
    return render_template(
        "settings_quiet.html",
        rules=rules,
        begins=begins,
        ends=ends,
        refusals={"begins": "", "ends": "", "days": ""} | (refusals or {}),
        weekdays=weekdays(locale()),
        has_holidays=bool(services().hours.plan().holidays),
        goes_on=services().quiet_hours.at_home(local_time().now),
    )
