"""The phone doctor: a phone's steps one by one, what can be done by itself, and at the end its use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.devices import Progress
from modemsms.errors import Conflict, InvalidInput
from modemsms.services.phone_doctor import LARGEST_FILE
from web import offers
from web.context import is_signed_in, owners_only, services, surroundings, user
from web.offers import Offer

blueprint = Blueprint("phones", __name__)

# What the form around the file may have.
FORM_OCTETS = 64 * 1024


def install(app: Flask) -> None:
    """Let an owner hand over the phone's app, which is larger than any other form."""
    app.before_request(_allow_file)


def _allow_file() -> None:
    # Before anything reads the form; who has no account may not fill the disk.
    if request.endpoint == "phones.carry_out" and is_signed_in() and user().role == "owner":
        request.max_content_length = LARGEST_FILE + FORM_OCTETS


@blueprint.get("/phones/<path:port>", merge_slashes=False)
def show(port: str) -> str:
    """Every step, looked at now."""
    return _page(port)


@blueprint.post("/phones/<path:port>/access", merge_slashes=False)
def access(port: str) -> ResponseReturnValue:
    """Remember how the app on the phone is signed in to, until the phone has a name."""
    owners_only()
    form = request.form
    surroundings().phone_access.keep(port, form.get("user", "").strip(), form.get("password", ""))
    return _back(port)


@blueprint.post("/phones/<path:port>/do", merge_slashes=False)
def carry_out(port: str) -> ResponseReturnValue:
    """Do what the step ``code`` offers."""
    owners_only()
    known = surroundings().phone_access.of(port)
    with surroundings().slow.taken(), _file() as file:
        told = services().phones.carry_out(
            port, request.form.get("code", ""), user=known.user, password=known.password, file=file
        )
    flash(told, "good")
    return _back(port)


@blueprint.post("/phones/<path:port>/use", merge_slashes=False)
def use(port: str) -> ResponseReturnValue:
    """Give each chosen SIM slot a name, and begin to send through it."""
    owners_only()
    offer = _offer(port)
    if offer is None:
        raise Conflict(_("This phone is not plugged in, or is in use already."), code="cannot_add")
    names = {slot: request.form.get(f"name_{slot}", "").strip() for slot in offer.slots}
    chosen = [slot for slot in offer.slots if request.form.get(f"slot_{slot}")]
    if not chosen:
        return _page(port, names, {"slots": _("Choose at least one SIM.")}), HTTPStatus.UNPROCESSABLE_ENTITY
    known = surroundings().phone_access.of(port)
    for slot in chosen:
        try:
            services().devices.add(
                offer.found.key, names[slot], slot=slot, user=known.user or "sms", password=known.password
            )
        except InvalidInput as error:
            return _page(port, names, {f"name_{slot}": error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("The phone is being started. Test it now: a text goes out and comes back."), "good")
    return _back(port)


def _page(
    port: str, names: Mapping[int, str] | None = None, refusals: Mapping[str, str] | None = None
) -> str:
    known = surroundings().phone_access.of(port)
    with surroundings().slow.taken():
        steps = services().phones.examine(port, known.user, known.password)
    shop = services()
    named = [modem for modem in shop.modems.list() if modem.driver == "android" and modem.port == port]
    tests = {test.modem: test for test in shop.self_tests.list()}
    return render_template(
        "phone.html",
        port=port,
        steps=steps,
        next=next((step.code for step in steps if step.progress is Progress.NEEDED), ""),
        user=known.user,
        offer=_offer(port),
        names=names or {},
        refusals=dict(refusals or {}),
        named=named,
        tests=tests,
    )


def _offer(port: str) -> Offer | None:
    """The phone on *port*, while it has a SIM slot without a name."""
    for one in offers.all_offers():
        if one.found.port == port and one.device.can_be_added:
            return one
    return None


def _back(port: str) -> ResponseReturnValue:
    return redirect(url_for("phones.show", port=port), HTTPStatus.SEE_OTHER)


@contextmanager
def _file() -> Iterator[Path | None]:
    """The file that was handed over, for as long as it is needed."""
    handed_over = request.files.get("file")
    if handed_over is None or not handed_over.filename:
        yield None
        return
    with TemporaryDirectory(prefix="modemsms-") as directory:
        path = Path(directory) / "app.apk"
        handed_over.save(path)
        yield path
