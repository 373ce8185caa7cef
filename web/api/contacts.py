"""``/contacts``: people, as programs read and write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, Response, g, request
from msgspec import UnsetType

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.contacts import LONGEST_NOTES, Contact, Details
from modemsms.services.services import Services
from web.api import bodies
from web.api.errors import PREFIX, as_json
from web.api.people_shapes import (
    ByName,
    ContactChange,
    ContactFilter,
    ContactList,
    ContactObject,
    Merging,
    NewContact,
    OwnValue,
    contact_object,
)
from web.api.rows import row


class ContactsApi:
    """The views; each calls the services that the page calls."""

    def __init__(self, services: Services) -> None:
        self._contacts = services.contacts
        self._groups = services.groups
        self._duplicates = services.duplicates
        self._people = People(services)

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        one = "/contacts/<contact_id>"
        blueprint.add_url_rule("/contacts", "contacts", self.page, methods=["GET"])
        blueprint.add_url_rule("/contacts", "add_contact", self.add, methods=["POST"])
        blueprint.add_url_rule(one, "get_contact", self.get, methods=["GET"])
        blueprint.add_url_rule(one, "change_contact", self.change, methods=["PATCH"])
        blueprint.add_url_rule(one, "delete_contact", self.delete, methods=["DELETE"])
        blueprint.add_url_rule(f"{one}/merge", "merge_contacts", self.merge, methods=["POST"])

    def page(self) -> Response:
        """All contacts as they were made, or those that are searched for, by name, up to ``limit``."""
        asked = bodies.query(request.args, ContactFilter)
        if not isinstance(asked.words, UnsetType):
            found = self._contacts.list(asked.words, limit=asked.limit) if asked.words.strip() else []
            return as_json(ContactList(self._people.objects(found), None))
        found = self._contacts.by_row(asked.after, asked.limit + 1)
        return as_json(ContactList(*self._people.page(found, asked.limit)))

    def add(self) -> Response:
        """Keep somebody new: 201."""
        new = bodies.parse(g.body, NewContact)
        _check_notes(new.notes)
        groups = self._known(new.groups)
        details = Details(new.language, new.birthday, _written(new.fields))
        made = self._contacts.add(new.name, new.numbers, new.notes, details, "api")
        self._groups.set_of_contact(made.id, {*groups, *self._groups.of_each([made.id]).get(made.id, ())})
        address = {"Location": f"{PREFIX}/contacts/{made.id}"}
        return as_json(self._people.object(made), HTTPStatus.CREATED, address)

    def get(self, contact_id: str) -> Response:
        """One contact."""
        return as_json(self._people.object(self._contacts.get(row(contact_id, "contact"))))

    def change(self, contact_id: str) -> Response:
        """Change what is given of somebody."""
        said = bodies.parse(g.body, ContactChange)
        before = self._contacts.get(row(contact_id, "contact"))
        groups = None if isinstance(said.groups, UnsetType) else self._known(said.groups)
        given = [getattr(said, name) for name in said.__struct_fields__ if name != "groups"]
        if any(not isinstance(value, UnsetType) for value in given):
            self._change(before, said)
        if groups is not None:
            self._groups.set_of_contact(before.id, groups)
        return as_json(self._people.object(self._contacts.get(before.id)))

    def _change(self, before: Contact, said: ContactChange) -> None:
        _check_notes("" if isinstance(said.notes, UnsetType) else said.notes)
        language, birthday, own = said.language, said.birthday, said.fields
        self._contacts.change(
            before.id,
            name=before.name if isinstance(said.name, UnsetType) else said.name,
            numbers=before.numbers if isinstance(said.numbers, UnsetType) else said.numbers,
            notes=before.notes if isinstance(said.notes, UnsetType) else said.notes,
            details=Details(
                before.language if isinstance(language, UnsetType) else language,
                before.birthday if isinstance(birthday, UnsetType) else birthday,
                {} if isinstance(own, UnsetType) else _written(own),
            ),
        )

    def delete(self, contact_id: str) -> Response:
        """Forget somebody, not the texts; as they were."""
        gone = self._people.object(self._contacts.get(row(contact_id, "contact")))
        self._contacts.delete(gone.id)
        return as_json(gone)

    def merge(self, contact_id: str) -> Response:
        """Make another contact part of this one."""
        said = bodies.parse(g.body, Merging)
        kept = row(contact_id, "contact")
        self._duplicates.merge(said.contact, kept)
        return as_json(self._people.object(self._contacts.get(kept)))

    def _known(self, group_ids: Sequence[int]) -> set[int]:
        try:
            return {self._groups.get(group_id).id for group_id in group_ids}
        except NotFound as error:
            raise InvalidInput("groups", str(error)) from error


class People:
    """Contacts as programs see them, with what stands in their fields and the groups that they are in."""

    def __init__(self, services: Services) -> None:
        self._contacts = services.contacts
        self._fields = services.fields
        self._groups = services.groups

    def objects(self, people: Sequence[Contact]) -> list[ContactObject]:
        """Several at once."""
        ids = [one.id for one in people]
        own, values = self._fields.list(), self._fields.values_of_each(ids)
        groups = self._groups.of_each(ids)
        return [contact_object(one, own, values.get(one.id, {}), groups.get(one.id, [])) for one in people]

    def object(self, contact: Contact) -> ContactObject:
        """One of them."""
        return self.objects([contact])[0]

    def page(self, found: Sequence[Contact], limit: int) -> tuple[list[ContactObject], int | None]:
        """The first *limit* of what was found, and the cursor if there are more."""
        shown = found[:limit]
        return self.objects(shown), shown[-1].id if len(found) > limit else None

    def place(self, asked: ByName) -> tuple[str, int] | None:
        """Behind whom a page by name begins. Raises ``InvalidInput`` (``after``)."""
        if isinstance(asked.after, UnsetType):
            return None
        try:
            last = self._contacts.get(asked.after)
        except NotFound as error:
            raise InvalidInput("after", "This contact was deleted meanwhile. Begin anew.") from error
        return last.name, last.id


def _check_notes(notes: str) -> None:
    if len(notes) > LONGEST_NOTES:
        raise InvalidInput("notes", f"Write notes of up to {LONGEST_NOTES:,} characters.")


def _written(values: Mapping[str, OwnValue]) -> dict[str, str]:
    """What would be typed for each value."""
    return {key: _typed(value) for key, value in values.items()}


def _typed(value: OwnValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
