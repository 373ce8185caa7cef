"""Lists of people come in: a file or a pasted list is looked at, corrected, imported, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

from modemsms.errors import Conflict, InvalidInput, StoreUnavailable
from modemsms.services import imports
from modemsms.services.imports import MOST_OCTETS, Batch, Outcome, Wishes
from web import backup, import_words
from web.body import NoFile, named_file_in
from web.context import owners_only, services, user
from web.exports import safe_cell, table_line
from web.import_words import SEPARATORS
from web.places import row_number
from web.speech import said

blueprint = Blueprint("contacts_import", __name__)

# What stands around a file in the body of a form.
AROUND_OCTETS = 64 * 1024

PROBLEMS = 100
PEOPLE = 5


@blueprint.get("/contacts/import")
def index() -> str:
    """A file to choose, a list to paste, and what came in lately."""
    owners_only()
    return render_template(
        "imports.html", batches=services().imports.latest(), busy=services().errands.running()
    )


@blueprint.post("/contacts/import/file")
def take_in() -> ResponseReturnValue:
    """A file comes in. Who may do so is asked before any of it is read, and how long it is."""
    owners_only()
    _check_token()
    if request.content_length is None:
        raise LengthRequired
    if request.content_length > MOST_OCTETS + AROUND_OCTETS:
        raise RequestEntityTooLarge
    request.max_content_length = None
    try:
        name, pieces = named_file_in(request.stream, request.content_type or "")
        return _looked_at(pieces, name)
    except NoFile:
        flash(_("Choose a file first."), "bad")
        return _back()


@blueprint.post("/contacts/import/pasted")
def paste() -> ResponseReturnValue:
    """A list that somebody pasted or typed."""
    owners_only()
    words = request.form.get("people", "")
    if not words.strip():
        flash(_("Paste the list first."), "bad")
        return _back()
    return _looked_at(iter([words.encode("utf-8", "replace")]), _("Pasted list"))


@blueprint.get("/contacts/import/<int:import_id>")
def show(import_id: int) -> str:
    """What is in a list, what came of it, or how far it is."""
    owners_only()
    return _page(import_id, {})


@blueprint.post("/contacts/import/<int:import_id>")
def choose(import_id: int) -> ResponseReturnValue:
    """Take the list otherwise (``do`` = look), or import its people (``do`` = run)."""
    owners_only()
    shop = services().imports
    try:
        if request.form.get("do") == "run":
            if shop.run(import_id, _wishes()):
                services().deeds.note(user(), "contacts_imported", subject=shop.get(import_id).source)
            else:
                flash(_("The columns changed. Look at it once more, then import."), "ask")
        else:
            shop.change(import_id, _wishes())
    except InvalidInput as error:
        return _page(import_id, {error.field: said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to(import_id)


@blueprint.post("/contacts/import/<int:import_id>/again")
def again(import_id: int) -> ResponseReturnValue:
    """Go on with what broke off."""
    owners_only()
    batch = services().imports.get(import_id)
    if batch.state == "looking":
        services().imports.look_again(import_id)
    elif batch.state == "undoing":
        services().imports.undo(import_id, user().name, user())
    else:
        services().imports.run(import_id, Wishes())
    return _to(import_id)


@blueprint.post("/contacts/import/<int:import_id>/undo")
def take_back(import_id: int) -> ResponseReturnValue:
    """Take all of it back."""
    owners_only()
    batch = services().imports.get(import_id)
    services().imports.undo(import_id, user().name, user())
    services().deeds.note(user(), "import_undone", subject=batch.source)
    return _to(import_id)


@blueprint.post("/contacts/import/<int:import_id>/drop")
def drop(import_id: int) -> ResponseReturnValue:
    """Forget a list of which nothing was imported."""
    owners_only()
    services().imports.drop(import_id)
    flash(_("The list is gone. Nothing was imported."), "good")
    return _back()


@blueprint.get("/contacts/import/<int:import_id>/progress")
def progress(import_id: int) -> str:
    """How far the work is."""
    owners_only()
    batch = services().imports.get(import_id)
    return render_template("fragments/progress.html", step=_step(batch), progress_url=_progress_url(batch))


@blueprint.get("/contacts/import/<int:import_id>/report")
def report(import_id: int) -> Response:
    """What every row did, as a table; the cells of those that could not be taken stand behind it."""
    owners_only()
    batch = services().imports.get(import_id)
    return Response(
        stream_with_context(_report(batch)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{batch.id}.csv"'},
    )


def _report(batch: Batch) -> Iterator[bytes]:
    yield "\ufeff".encode()
    titles = [column.title for column in batch.plan.columns] if batch.plan else []
    head = [_("Row"), _("What happened"), _("Why"), *titles]
    yield table_line([safe_cell(cell) for cell in head]).encode()
    for one in services().imports.outcomes(batch.id):
        told = [str(one.row), import_words.did(one, batch), said(one.problem), *one.written]
        yield table_line([safe_cell(cell) for cell in told]).encode("utf-8", "replace")


def _looked_at(pieces: Iterator[bytes], name: str) -> ResponseReturnValue:
    try:
        import_id = services().imports.take_in(pieces, name, user().name, user())
    except (InvalidInput, Conflict, StoreUnavailable) as error:
        flash(said(str(error)), "bad")
        return _back()
    return _to(import_id, imports.LOOK)


def _wishes() -> Wishes:
    form = request.form
    targets = {
        int(name.removeprefix("column_")): form[name]
        for name in form
        if name.startswith("column_") and name.removeprefix("column_").isdecimal() and len(name) < 12
    }
    on_meeting = form.get("on_meeting")
    return Wishes(
        encoding=form.get("encoding"),
        separator=SEPARATORS.get(form["separator"], "?") if "separator" in form else None,
        titled=form["titled"] == "1" if "titled" in form else None,
        targets=targets or None,
        on_meeting="fill" if on_meeting == "fill" else "update" if on_meeting else None,
        group=form.get("new_group", "").strip() or form.get("group"),
        agreed=form.get("agreed"),
    )


def _page(import_id: int, refusals: dict[str, str]) -> str:
    batch = services().imports.get(import_id)
    problems: list[Outcome] = []
    if batch.state not in ("looking", "undone"):
        problems = services().imports.problems(
            import_id, request.args.get("after", 0, type=row_number), PROBLEMS
        )
    return render_template(
        "import.html",
        batch=batch,
        step=_step(batch),
        progress_url=_progress_url(batch),
        people=services().imports.preview(import_id, PEOPLE) if batch.state == "ready" else [],
        problems=problems,
        more_after=problems[-1].row if len(problems) == PROBLEMS else None,
        failure="" if batch.state == "failed" else _failure(),
        refusals=refusals,
        targets=import_words.targets(services().fields.list()),
        encodings=import_words.encodings(batch),
        separators=import_words.separators(batch),
        groups=services().groups.list(),
        typed=request.form,
    )


def _step(batch: Batch) -> backup.Step | None:
    """What is being done with *batch* now."""
    running = services().errands.running()
    if running is None or batch.state not in ("looking", "running", "undoing"):
        return None
    return backup.step()


def _failure() -> str:
    errands = services().errands
    return next(filter(None, (errands.failure(name) for name in (imports.RUN, imports.UNDO))), "")


def _progress_url(batch: Batch) -> str:
    return url_for("contacts_import.progress", import_id=batch.id)


def _to(import_id: int, work: str = "") -> ResponseReturnValue:
    """To the page of the import, where it may be told at once what came of it."""
    backup.is_over(work or _under_way())
    return redirect(url_for("contacts_import.show", import_id=import_id), HTTPStatus.SEE_OTHER)


def _under_way() -> str:
    running = services().errands.running()
    return imports.LOOK if running is None else running.name


def _back() -> ResponseReturnValue:
    return redirect(url_for("contacts_import.index"), HTTPStatus.SEE_OTHER)


def _check_token() -> None:
    # It stands in the address: in the body it would come with the file, or after it.
    try:
        validate_csrf(request.args.get("csrf_token", ""))
    except ValueError as error:
        raise CSRFError(str(error)) from error
