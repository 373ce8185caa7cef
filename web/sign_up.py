"""The sign-up page that customers open: on the shop's tablet, or on their own phones by a printed code."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from modemsms.errors import Conflict, InvalidInput
from web.context import services

blueprint = Blueprint("sign_up", __name__)

_AGREE = lazy_gettext("Tick that you agree first.")


@blueprint.get("/sign-up")
def form() -> ResponseReturnValue:
    """The form; nothing here leads into the shop."""
    return _page({"name": "", "number": ""})


@blueprint.post("/sign-up")
def take() -> ResponseReturnValue:
    """Take in a name and a number."""
    typed = {name: request.form.get(name, "").strip()[:200] for name in ("name", "number")}
    _only_while_open()
    if request.form.get("agreed") != "1":
        return _page(typed, {"agreed": str(_AGREE)})
    try:
        asked = services().sign_ups.sign_up(**typed)
    except InvalidInput as error:
        return _page(typed, {error.field: error.why})
    except Conflict as error:
        return _page(typed, {"": str(error)})
    return redirect(url_for("sign_up.thanks", asked=int(asked)), HTTPStatus.SEE_OTHER)


@blueprint.get("/sign-up/thanks")
def thanks() -> str:
    """What happens next; the tablet is ready for the next one."""
    _only_while_open()
    return render_template("sign_up_thanks.html", asked=request.args.get("asked") == "1")


def _only_while_open() -> None:
    if not services().sign_ups.page().is_open:
        abort(HTTPStatus.NOT_FOUND)


def _page(typed: Mapping[str, str], refusals: Mapping[str, str] | None = None) -> ResponseReturnValue:
    _only_while_open()
    page = render_template(
        "sign_up.html",
        form=typed,
        words=services().sign_ups.words(),
        refusals={"name": "", "number": "", "agreed": "", "": ""} | dict(refusals or {}),
        country=services().shop.country,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusals else HTTPStatus.OK
    return page, status, {"Cache-Control": "no-store"}
