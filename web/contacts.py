"""Contacts: people with a name and the numbers they text from."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.fields import Field
from web import contact_form, known_words, undo
from web.contact_form import ContactForm
from web.context import services, user
from web.places import own_path, place_before, row_number
from web.speech import said

blueprint = Blueprint("contacts", __name__)

PEOPLE = 60


@blueprint.get("/contacts")
def index() -> str:
    """Everybody by name, those who have the words in name or number, or who has no name yet (``only``)."""
    words = request.args.get("words", "").strip()[:200]
    people = services().contacts
    nameless = request.args.get("only") == "nameless" and not words
    before = request.args.get("id", type=row_number)
    contacts = people.nameless(before, PEOPLE) if nameless else people.list(words, after_name(), PEOPLE)
    return render_template(
        "contacts.html",
        words=words,
        contacts=contacts,
        nameless=nameless,
        strangers=bool(people.nameless(limit=1)),
        more_after=contacts[-1] if len(contacts) == PEOPLE and not words else None,
        groups=services().groups.list(),
        filters=services().filters.list(),
        most=PEOPLE,
    )


@blueprint.get("/contacts/new")
def add_form() -> str:
    """An empty form, or one for a number."""
    return _form(None, ContactForm(numbers=[request.args.get("number", "")[:100]], back=place_before("")))


@blueprint.post("/contacts/new")
def add() -> ResponseReturnValue:
    """Keep somebody new."""
    return _save(None)


@blueprint.get("/contacts/<int:contact_id>")
def edit_form(contact_id: int) -> str:
    """Somebody known."""
    return _form(contact_id, contact_form.of(services().contacts.get(contact_id), place_before("")))


@blueprint.post("/contacts/<int:contact_id>")
def edit(contact_id: int) -> ResponseReturnValue:
    """Keep what was changed."""
    return _save(contact_id)


@blueprint.post("/contacts/<int:contact_id>/delete")
def delete(contact_id: int) -> ResponseReturnValue:
    """Forget somebody, with a way back."""
    contact = services().contacts.get(contact_id)
    bin_id = services().contacts.delete(contact_id)
    services().deeds.note(user(), "contact_deleted", subject=contact.title)
    undo.offer(
        _("%(name)s was deleted.", name=contact.title), url_for("contacts.restore", bin_id=bin_id), live=False
    )
    return redirect(url_for("contacts.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/contacts/bin/<int:bin_id>/restore")
def restore(bin_id: int) -> ResponseReturnValue:
    """Bring somebody back."""
    try:
        contact = services().contacts.restore(bin_id)
    except (Conflict, NotFound) as error:
        flash(said(str(error)), "ask")
        return redirect(url_for("contacts.index"), HTTPStatus.SEE_OTHER)
    services().deeds.note(user(), "contact_restored", subject=contact.name)
    return redirect(url_for("contacts.edit_form", contact_id=contact.id), HTTPStatus.SEE_OTHER)


@blueprint.get("/contacts/of")
def named() -> ResponseReturnValue:
    """The form for whoever has the number ``number``, known or not."""
    number = request.args.get("number", "")[:100]
    contact = services().contacts.of_number(number)
    if contact is None:
        return _form(None, ContactForm(numbers=[number], back=place_before("")))
    return _form(contact.id, contact_form.of(contact, place_before("")))


@blueprint.get("/contacts/<int:contact_id>/text")
def talk(contact_id: int) -> ResponseReturnValue:
    """The conversation with somebody's preferred number, or with the number ``number`` of theirs."""
    contact = services().contacts.get(contact_id)
    wanted = request.args.get("number", "")
    number = wanted if wanted in contact.numbers else contact.numbers[0]
    conversation = services().conversations.open_with(number)
    return redirect(url_for("conversations.show", conversation_id=conversation.id))


def after_name() -> tuple[str, int] | None:
    """Where a list by name goes on: the name and the number of the last one seen."""
    if "name" not in request.args:
        return None
    return request.args["name"], request.args.get("id", 0, type=row_number)


def _save(contact_id: int | None) -> ResponseReturnValue:
    form = contact_form.posted()
    shop = services()
    try:
        if contact_id is None:
            contact = shop.contacts.add(form.name, form.in_order, form.notes, form.details)
        else:
            contact = shop.contacts.change(
                contact_id, name=form.name, numbers=form.in_order, notes=form.notes, details=form.details
            )
    except InvalidInput as error:
        refused = replace(form, refusals={error.field: said(error.why)})
        return _form(contact_id, refused), HTTPStatus.UNPROCESSABLE_ENTITY
    shop.groups.set_of_contact(contact.id, form.groups)
    return redirect(own_path(form.back, url_for("contacts.index")), HTTPStatus.SEE_OTHER)


def _form(contact_id: int | None, form: ContactForm) -> str:
    return render_template(
        "contact.html",
        contact_id=contact_id,
        contact=None if contact_id is None else services().contacts.get(contact_id),
        form=form,
        groups=services().groups.list(),
        fields=services().fields.list(),
        languages=known_words.languages(form.language),
        months=known_words.months(),
        own_choices=_own_choices,
        days={"": "–"} | {str(day): str(day) for day in range(1, 32)},
        country=services().shop.country,
    )


def _own_choices(field: Field, value: str) -> dict[str, str]:
    """What may be chosen in *field*, and *value* where that was taken out of it."""
    return {choice: choice for choice in ("", *field.choices, value)} | {"": "–"}
