"""Backup: a copy to keep elsewhere, on a USB stick, and those that the box makes of itself every night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import ModemSmsError
from modemsms.services import archive, imports, restores, sticks
from web.context import local_time, owners_only, services, user

blueprint = Blueprint("backup", __name__)

PIECE_OCTETS = 256 * 1024

# A small shop's copy is made in less; what takes longer is looked on at.
PATIENCE_SECONDS = 2.0

WORDS = {
    archive.MAKE: lazy_gettext("A copy of everything is being made and read back."),
    archive.DOWNLOAD: lazy_gettext("Your copy is being made and read back."),
    sticks.PUT: lazy_gettext("A copy is being made and put on the stick. Do not pull it out."),
    restores.LOOK: lazy_gettext("The file is being looked at. Nothing has been changed."),
    restores.PREPARE: lazy_gettext("The backup is being brought back."),
    imports.LOOK: lazy_gettext("The list is being looked at. Nothing has been imported yet."),
    imports.RUN: lazy_gettext("The people are being imported."),
    imports.UNDO: lazy_gettext("The import is being taken back."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done: a sentence, and how many percent of it are done (None where nobody can know)."""

    sentence: str
    percent: int | None


@blueprint.get("/settings/backup")
def index() -> str:
    """What is there."""
    owners_only()
    shop = services()
    return render_template(
        "backup.html",
        copies=shop.archive.copies(),
        trouble=shop.archive.trouble(),
        step=step(),
        progress_url="",
        has_download=shop.archive.has_download(),
        download_failure=shop.errands.failure(archive.DOWNLOAD),
        sticks=[(stick, shop.sticks.copies(stick)) for stick in shop.sticks.list()],
        stick_failure=shop.errands.failure(sticks.PUT) or shop.sticks.trouble(),
        is_nightly=shop.sticks.is_nightly(),
    )


@blueprint.get("/settings/backup/progress")
def progress() -> str:
    """How far the work is that somebody looks on at."""
    owners_only()
    return render_template("fragments/progress.html", step=step(), progress_url="")


@blueprint.post("/settings/backup")
def make() -> ResponseReturnValue:
    """Begin the copy of today now."""
    owners_only()
    services().archive.begin()
    services().deeds.note(user(), "backup_made")
    return after(archive.MAKE, _("A copy was made, and read back: it is sound."))


@blueprint.post("/settings/backup/download")
def download() -> ResponseReturnValue:
    """A fresh copy as a file, if it is made in a moment; else the page shows how far it is."""
    owners_only()
    if request.form.get("ready") != "1":
        services().archive.begin_download()
        if not is_over(archive.DOWNLOAD):
            return redirect(url_for("backup.index"), HTTPStatus.SEE_OTHER)
    file = services().archive.download()
    services().deeds.note(user(), "backup_downloaded")
    return _answer(file, f"modemsms-{local_time().now.astimezone(services().shop.zone):%Y-%m-%d}.db")


@blueprint.post("/settings/backup/<name>/download")
def fetch(name: str) -> Response:
    """One of the copies of a night."""
    owners_only()
    file = services().archive.open(name)
    services().deeds.note(user(), "backup_downloaded", name)
    return _answer(file, name)


@blueprint.post("/settings/backup/stick")
def to_stick() -> ResponseReturnValue:
    """Begin a copy on the stick ``key``."""
    owners_only()
    services().sticks.begin(request.form.get("key", ""))
    services().deeds.note(user(), "backup_on_stick")
    return after(sticks.PUT, _("A copy is on the stick, and was read back from it: it is sound."))


@blueprint.post("/settings/backup/stick/nightly")
def stick_nightly() -> ResponseReturnValue:
    """Put the copy of every night on a stick too, or no longer."""
    owners_only()
    on = request.form.get("on") == "1"
    services().sticks.set_nightly(on=on)
    services().deeds.note(user(), "stick_nightly_on" if on else "stick_nightly_off")
    flash(
        _("From tonight on the copy goes to a USB stick too. Leave one plugged in.")
        if on
        else _("The copies of every night stay on this box alone."),
        "good",
    )
    return redirect(url_for("backup.index"), HTTPStatus.SEE_OTHER)


def step() -> Step | None:
    """What is being done now."""
    running = services().errands.running()
    if running is None:
        return None
    percent = None if running.share is None else int(running.share * 100)
    return Step(str(WORDS[running.name]), percent)


def is_over(name: str) -> bool:
    """Whether the work called *name* is done in a moment. Where it fails, the page says why."""
    try:
        return services().errands.is_over(name, PATIENCE_SECONDS)
    except ModemSmsError:
        return False


def after(name: str, sentence: str) -> ResponseReturnValue:
    """Back to the page, which says *sentence* if the work called *name* is done by then."""
    if is_over(name):
        flash(sentence, "good")
    return redirect(url_for("backup.index"), HTTPStatus.SEE_OTHER)


def _answer(file: BinaryIO, name: str) -> Response:
    length = file.seek(0, 2)
    file.seek(0)
    answer = Response(_pieces(file), content_type="application/vnd.sqlite3")
    answer.headers["Content-Length"] = str(length)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.call_on_close(file.close)
    return answer


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE_OCTETS):
        yield piece
