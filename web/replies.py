"""Saved replies in the settings: add, change, order, delete with a way back."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.replies import FIELDS
from web import undo
from web.context import services
from web.drafts import plain_lines
from web.speech import said

blueprint = Blueprint("replies", __name__)


@blueprint.get("/settings/replies")
def index() -> str:
    """All of them, and the form for one more."""
    return _page()


@blueprint.post("/settings/replies")
def add() -> ResponseReturnValue:
    """Keep a new one."""
    return _kept(None)


@blueprint.get("/settings/replies/<int:reply_id>")
def edit(reply_id: int) -> str:
    """The form of one."""
    reply = services().replies.get(reply_id)
    return _page(reply_id, {"name": reply.name, "text": reply.text})


@blueprint.post("/settings/replies/<int:reply_id>")
def change(reply_id: int) -> ResponseReturnValue:
    """Keep another name or text of it."""
    services().replies.get(reply_id)
    return _kept(reply_id)


@blueprint.post("/settings/replies/<int:reply_id>/move")
def move(reply_id: int) -> ResponseReturnValue:
    """One place up, or down."""
    services().replies.move(reply_id, up=request.form.get("up") == "1")
    return _back()


@blueprint.post("/settings/replies/<int:reply_id>/delete")
def delete(reply_id: int) -> ResponseReturnValue:
    """Forget it; its words go along with the way back."""
    gone = services().replies.delete(reply_id)
    back = url_for("replies.add", name=gone.name, text=gone.text)
    undo.offer(_("“%(name)s” is deleted.", name=gone.name), back, live=False)
    return _back()


def _kept(reply_id: int | None) -> ResponseReturnValue:
    form = {name: request.values.get(name, "") for name in ("name", "text")}
    form["text"] = plain_lines(form["text"])
    try:
        services().replies.put(form["name"], form["text"], reply_id)
    except InvalidInput as error:
        return _page(reply_id, form, {error.field: said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Kept."), "good")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("replies.index"), HTTPStatus.SEE_OTHER)


def _page(
    reply_id: int | None = None, form: dict[str, str] | None = None, refusals: dict[str, str] | None = None
) -> str:
    return render_template(
        "replies.html",
        replies=services().replies.list(),
        reply_id=reply_id,
        form=form or {"name": "", "text": ""},
        fields=[f"{{{key}}}" for key in (*FIELDS, *(one.key for one in services().fields.list()))],
        refusals={"name": "", "text": ""} | (refusals or {}),
    )
