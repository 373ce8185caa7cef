"""Settings: the sign-up page, what people agree to there, and the codes to print."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote, urljoin

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.sign_ups import SignUpPage
from web.context import owners_only, services, user
from web.drafts import plain_lines
from web.network import qr_code
from web.places import row_number

blueprint = Blueprint("sign_up_settings", __name__)

JOIN = "JOIN"


@blueprint.get("/settings/sign-up")
def index() -> str:
    """The switch, the words, and where to print the codes."""
    owners_only()
    return _page(services().sign_ups.page())


@blueprint.post("/settings/sign-up")
def change() -> ResponseReturnValue:
    """Keep it."""
    owners_only()
    form = request.form
    page = SignUpPage(
        is_open=form.get("open") == "1",
        words=plain_lines(form.get("words", "")),
        double=form.get("double") == "1",
        group=form.get("group", type=row_number),
    )
    try:
        services().sign_ups.change(page)
    except InvalidInput as error:
        return _page(page, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "sign_up_changed")
    flash(_("Kept."), "good")
    return redirect(url_for("sign_up_settings.index"), HTTPStatus.SEE_OTHER)


@blueprint.get("/settings/sign-up/poster")
def poster() -> str:
    """A sheet for the counter: a code that writes JOIN to the shop, and one that opens the page."""
    owners_only()
    number, address = _number(), _address()
    return render_template(
        "sign_up_poster.html",
        number=number,
        word=JOIN,
        text_code=qr_code(text_link(number)) if number else "",
        address=address,
        page_code=qr_code(address) if address else "",
        words=services().sign_ups.words(),
    )


def text_link(number: str) -> str:
    """What a phone opens as a text with JOIN to *number* (RFC 5724, with the body that phones understand)."""
    return f"sms:{number}?body={quote(JOIN)}"


def _number() -> str | None:
    """The number of the first SIM card that tells it."""
    return next((sim.number for sim in services().sims.list() if sim.number), None)


def _address() -> str:
    """Where phones on the shop's network find the page; empty while it is closed to them, or not open at all."""
    entrance = services().network.reach().entrance
    if not services().sign_ups.page().is_open or entrance is None or not entrance.urls:
        return ""
    return urljoin(entrance.urls[0], url_for("sign_up.form"))


def _page(page: SignUpPage, refusals: Mapping[str, str] | None = None) -> str:
    groups = {"": _("No group")} | {str(group.id): group.name for group in services().groups.list()}
    return render_template(
        "sign_up_settings.html",
        page=page,
        groups=groups,
        refusals={"words": "", "group": ""} | dict(refusals or {}),
        is_reached=bool(_address()),
    )
