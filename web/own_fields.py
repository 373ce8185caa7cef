"""The shop's own fields in the settings: add, change, order, delete with a way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.fields import Kind
from web import undo
from web.context import owners_only, services, user
from web.speech import said

blueprint = Blueprint("own_fields", __name__)

KINDS: dict[Kind, str] = {
    "text": lazy_gettext("Words"),
    "number": lazy_gettext("A number"),
    "date": lazy_gettext("A day"),
    "yes_no": lazy_gettext("Yes or no"),
    "choice": lazy_gettext("One of several"),
}

LONGEST_CHOICES = 10_000


@dataclass(frozen=True, slots=True)
class FieldForm:
    """What stands in the form of one."""

    name: str = ""
    kind: str = "text"
    choices: str = ""
    refusals: dict[str, str] = field(default_factory=dict)


@blueprint.get("/settings/fields")
def index() -> str:
    """All of them, and the form for one more."""
    owners_only()
    return _page(None, FieldForm())


@blueprint.post("/settings/fields")
def add() -> ResponseReturnValue:
    """Make a new one."""
    owners_only()
    form = _posted()
    try:
        made = services().fields.add(form.name, cast(Kind, form.kind), form.choices.splitlines())
    except InvalidInput as error:
        return _refused(None, form, error)
    services().deeds.note(user(), "field_added", subject=made.name)
    flash(_("Kept."), "good")
    return _back()


@blueprint.get("/settings/fields/<int:field_id>")
def edit(field_id: int) -> str:
    """The form of one."""
    owners_only()
    one = services().fields.get(field_id)
    return _page(field_id, FieldForm(one.name, one.kind, "\n".join(one.choices)))


@blueprint.post("/settings/fields/<int:field_id>")
def change(field_id: int) -> ResponseReturnValue:
    """Keep another name or other choices of it."""
    owners_only()
    form = _posted()
    try:
        services().fields.change(field_id, form.name, form.choices.splitlines())
    except InvalidInput as error:
        return _refused(field_id, form, error)
    flash(_("Kept."), "good")
    return _back()


@blueprint.post("/settings/fields/<int:field_id>/move")
def move(field_id: int) -> ResponseReturnValue:
    """One place up, or down."""
    owners_only()
    services().fields.move(field_id, up=request.form.get("up") == "1")
    return _back()


@blueprint.post("/settings/fields/<int:field_id>/delete")
def delete(field_id: int) -> ResponseReturnValue:
    """Forget it, with a way back; what stands in it comes back too."""
    owners_only()
    gone = services().fields.get(field_id)
    services().fields.delete(field_id)
    services().deeds.note(user(), "field_deleted", subject=gone.name)
    back = url_for("own_fields.restore", field_id=field_id)
    undo.offer(_("“%(name)s” is deleted.", name=gone.name), back, live=False)
    return _back()


@blueprint.post("/settings/fields/<int:field_id>/restore")
def restore(field_id: int) -> ResponseReturnValue:
    """Bring it back."""
    owners_only()
    try:
        here = services().fields.restore(field_id)
    except (Conflict, NotFound) as error:
        flash(said(str(error)), "ask")
        return _back()
    services().deeds.note(user(), "field_restored", subject=here.name)
    return _back()


def _posted() -> FieldForm:
    form = request.form
    return FieldForm(
        form.get("name", "")[:200], form.get("kind", ""), form.get("choices", "")[:LONGEST_CHOICES]
    )


def _refused(field_id: int | None, form: FieldForm, error: InvalidInput) -> ResponseReturnValue:
    shown = FieldForm(form.name, form.kind, form.choices, {error.field: said(error.why)})
    return _page(field_id, shown), HTTPStatus.UNPROCESSABLE_ENTITY


def _back() -> ResponseReturnValue:
    return redirect(url_for("own_fields.index"), HTTPStatus.SEE_OTHER)


def _page(field_id: int | None, form: FieldForm) -> str:
    return render_template(
        "own_fields.html", fields=services().fields.list(), field_id=field_id, form=form, kinds=KINDS
    )
