"""Contacts: people with a name and the numbers they text from."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.contacts import Contact
from web.context import services
from web.drafts import plain_lines
from web.places import own_path, place_before, row_number

blueprint = Blueprint("contacts", __name__)

PEOPLE = 100


@blueprint.get("/contacts")
def index() -> str:
    """Everybody by name, or those who have the words in name or number."""
    words = request.args.get("words", "").strip()[:200]
    after = (
        (request.args["name"], request.args.get("id", 0, type=row_number)) if "name" in request.args else None
    )
    contacts = services().contacts.list(words, after, PEOPLE)
    more = contacts[-1] if len(contacts) == PEOPLE and not words else None
    return render_template("contacts.html", words=words, contacts=contacts, more_after=more)


@blueprint.get("/contacts/new")
def add_form() -> str:
    """An empty form, or one for a number."""
    return _form(None, {"numbers": request.args.get("number", ""), "back": place_before("")})


@blueprint.post("/contacts/new")
def add() -> ResponseReturnValue:
    """Keep somebody new."""
    return _save(None)


@blueprint.get("/contacts/<int:contact_id>")
def edit_form(contact_id: int) -> str:
    """Somebody known."""
    contact = services().contacts.get(contact_id)
    return _form(contact_id, _written(contact) | {"back": place_before("")})


@blueprint.post("/contacts/<int:contact_id>")
def edit(contact_id: int) -> ResponseReturnValue:
    """Keep what was changed."""
    return _save(contact_id)


@blueprint.get("/contacts/of")
def named() -> ResponseReturnValue:
    """The form for whoever has the number ``number``, known or not."""
    number = request.args.get("number", "")
    found = [contact for contact in services().contacts.list(number) if number in contact.numbers]
    if not found:
        return _form(None, {"numbers": number, "back": place_before("")})
    return _form(found[0].id, _written(found[0]) | {"back": place_before("")})


@blueprint.get("/contacts/<int:contact_id>/text")
def talk(contact_id: int) -> ResponseReturnValue:
    """The conversation with somebody's first number."""
    contact = services().contacts.get(contact_id)
    conversation = services().conversations.open_with(contact.numbers[0])
    return redirect(url_for("conversations.show", conversation_id=conversation.id))


def _save(contact_id: int | None) -> ResponseReturnValue:
    fields = ("name", "numbers", "notes", "back")
    form = {name: plain_lines(request.form.get(name, "")).strip() for name in fields}
    numbers = [line.strip() for line in form["numbers"].splitlines() if line.strip()]
    contacts = services().contacts
    try:
        if contact_id is None:
            contacts.add(form["name"], numbers, form["notes"])
        else:
            contacts.change(contact_id, name=form["name"], numbers=numbers, notes=form["notes"])
    except (InvalidInput, Conflict) as error:
        field = error.field if isinstance(error, InvalidInput) else "numbers"
        return _form(contact_id, form, {field: str(error)}), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(own_path(form["back"], url_for("contacts.index")), HTTPStatus.SEE_OTHER)


def _written(contact: Contact) -> dict[str, str]:
    return {"name": contact.name, "numbers": "\n".join(contact.numbers), "notes": contact.notes}


def _form(contact_id: int | None, form: Mapping[str, str], refusals: Mapping[str, str] | None = None) -> str:
    return render_template(
        "contact.html",
        contact_id=contact_id,
        form={"name": "", "numbers": "", "notes": "", "back": "", **form},
        refusals={"name": "", "numbers": "", **(refusals or {})},
        country=services().shop.country,
    )
