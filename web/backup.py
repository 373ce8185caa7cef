"""Backup: a copy to keep elsewhere, and those that the box makes of itself every night."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.context import local_time, owners_only, services, surroundings, user

blueprint = Blueprint("backup", __name__)

PIECE_OCTETS = 256 * 1024


@blueprint.get("/settings/backup")
def index() -> str:
    """What is there."""
    owners_only()
    archive = services().archive
    return render_template("backup.html", copies=archive.copies(), trouble=archive.trouble())


@blueprint.post("/settings/backup")
def make() -> ResponseReturnValue:
    """Make the copy of today now."""
    owners_only()
    with surroundings().slow.taken():
        services().archive.make()
    services().deeds.note(user(), "backup_made")
    flash(_("A copy was made, and read back: it is sound."), "good")
    return redirect(url_for("backup.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/backup/download")
def download() -> Response:
    """A fresh copy as a file."""
    owners_only()
    with surroundings().slow.taken():
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
