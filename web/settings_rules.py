"""Settings of how texts leave, in the words of a shop, each with what it costs."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.rules import RuleChanges
from web.context import owners_only, services, user

blueprint = Blueprint("settings_rules", __name__)

NUMBERS = ("undo_seconds", "max_characters", "fuse_repeat", "fuse_per_hour", "resend_unknown")
SWITCHES = ("smart_encoding", "shift_tables")


@blueprint.get("/settings/rules")
def index() -> ResponseReturnValue:
    """The form."""
    owners_only()
    return _page(_as_they_are())


@blueprint.post("/settings/rules")
def change() -> ResponseReturnValue:
    """Keep what it says."""
    owners_only()
    form = _typed()
    try:
        said = {name: _number(name, form[name]) for name in NUMBERS}
        services().rules.change(
            RuleChanges(
                max_characters=said["max_characters"],
                smart_encoding=form["smart_encoding"] == "1",
                shift_tables=form["shift_tables"] == "1",
                fuse_repeat_seconds=said["fuse_repeat"],
                fuse_per_hour=said["fuse_per_hour"],
                resend_unknown_minutes=said["resend_unknown"],
            )
        )
        services().composing.set_undo_seconds(said["undo_seconds"])
    except InvalidInput as error:
        return _page(form, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "rules_changed")
    flash(_("Kept."), "good")
    return redirect(url_for("settings_rules.index"), HTTPStatus.SEE_OTHER)


def _typed() -> dict[str, str]:
    """What was sent; what the config file fixes has no field to send."""
    form, fixed = _as_they_are(), _fixed()
    for name in NUMBERS:
        form[name] = request.form.get(name, form[name]).strip()[:12]
    for name in SWITCHES:
        if name not in fixed:
            form[name] = "1" if request.form.get(name) else "0"
    return form


def _number(field: str, written: str) -> int:
    if not written.isascii() or not written.isdecimal():
        raise InvalidInput(field, _("Enter a whole number."))
    return int(written)


def _as_they_are() -> dict[str, str]:
    rules, resend = services().rules, services().rules.resend_unknown
    return {
        "undo_seconds": str(services().composing.undo_seconds()),
        "max_characters": str(rules.max_characters),
        "smart_encoding": str(int(rules.smart_encoding)),
        "shift_tables": str(int(rules.shift_tables)),
        "fuse_repeat": str(round(rules.fuse_repeat.total_seconds())),
        "fuse_per_hour": str(rules.fuse_per_hour),
        "resend_unknown": str(round(resend.total_seconds() / 60) if resend else 0),
    }


def _fixed() -> set[str]:
    return {name for name in (*NUMBERS, *SWITCHES) if services().rules.is_fixed(name)}


def _page(form: dict[str, str], refusals: dict[str, str] | None = None) -> str:
    empty = dict.fromkeys((*NUMBERS, *SWITCHES), "")
    return render_template(
        "settings_rules.html", form=form, refusals=empty | (refusals or {}), fixed=_fixed()
    )
