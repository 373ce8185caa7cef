"""``/groups`` and ``/fields``: what a shop sorts its people by."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, g, request
from msgspec import UnsetType

from modemsms.services.services import Services
from web.api import bodies
from web.api.contacts import People
from web.api.errors import PREFIX, as_json
from web.api.people_shapes import (
    ByName,
    ContactList,
    FieldChange,
    FieldList,
    GroupList,
    GroupName,
    NewField,
    field_object,
    group_object,
)
from web.api.rows import row


class GroupsApi:
    """The views of groups and of who is in them."""

    def __init__(self, services: Services) -> None:
        self._groups = services.groups
        self._contacts = services.contacts
        self._people = People(services)

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        one = "/groups/<group_id>"
        member = f"{one}/members/<contact_id>"
        blueprint.add_url_rule("/groups", "groups", self.all, methods=["GET"])
        blueprint.add_url_rule("/groups", "add_group", self.add, methods=["POST"])
        blueprint.add_url_rule(one, "get_group", self.get, methods=["GET"])
        blueprint.add_url_rule(one, "rename_group", self.rename, methods=["PATCH"])
        blueprint.add_url_rule(one, "delete_group", self.delete, methods=["DELETE"])
        blueprint.add_url_rule(f"{one}/members", "members", self.members, methods=["GET"])
        blueprint.add_url_rule(member, "put_in", self.put_in, methods=["PUT"])
        blueprint.add_url_rule(member, "take_out", self.take_out, methods=["DELETE"])

    def all(self) -> Response:
        """Every group, by name."""
        return as_json(GroupList([group_object(group) for group in self._groups.list()]))

    def add(self) -> Response:
        """Make an empty one: 201."""
        made = self._groups.add(bodies.parse(g.body, GroupName).name)
        address = {"Location": f"{PREFIX}/groups/{made.id}"}
        return as_json(group_object(made), HTTPStatus.CREATED, address)

    def get(self, group_id: str) -> Response:
        """One group."""
        return as_json(group_object(self._groups.get(row(group_id, "group"))))

    def rename(self, group_id: str) -> Response:
        """Give it another name."""
        name = bodies.parse(g.body, GroupName).name
        return as_json(group_object(self._groups.rename(row(group_id, "group"), name)))

    def delete(self, group_id: str) -> Response:
        """Forget it, not its people; as it was."""
        gone = self._groups.get(row(group_id, "group"))
        self._groups.delete(gone.id)
        return as_json(group_object(gone))

    def members(self, group_id: str) -> Response:
        """Who is in it, by name."""
        asked = bodies.query(request.args, ByName)
        place = self._people.place(asked)
        found = self._groups.members(row(group_id, "group"), place, asked.limit + 1)
        return as_json(ContactList(*self._people.page(found, asked.limit)))

    def put_in(self, group_id: str, contact_id: str) -> Response:
        """Put somebody in; again is the same."""
        group = self._groups.get(row(group_id, "group"))
        contact = self._contacts.get(row(contact_id, "contact"))
        self._groups.put_in(group.id, [contact.id])
        return as_json(group_object(self._groups.get(group.id)))

    def take_out(self, group_id: str, contact_id: str) -> Response:
        """Take somebody out; again is the same."""
        group = self._groups.get(row(group_id, "group"))
        self._groups.take_out(group.id, row(contact_id, "contact"))
        return as_json(group_object(self._groups.get(group.id)))


class FieldsApi:
    """The views of the shop's own fields."""

    def __init__(self, services: Services) -> None:
        self._fields = services.fields

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        one = "/fields/<field_id>"
        blueprint.add_url_rule("/fields", "fields", self.all, methods=["GET"])
        blueprint.add_url_rule("/fields", "add_field", self.add, methods=["POST"])
        blueprint.add_url_rule(one, "change_field", self.change, methods=["PATCH"])
        blueprint.add_url_rule(one, "delete_field", self.delete, methods=["DELETE"])

    def all(self) -> Response:
        """Every field, in their order."""
        return as_json(FieldList([field_object(one) for one in self._fields.list()]))

    def add(self) -> Response:
        """Make one: 201."""
        new = bodies.parse(g.body, NewField)
        return as_json(field_object(self._fields.add(new.name, new.kind, new.choices)), HTTPStatus.CREATED)

    def change(self, field_id: str) -> Response:
        """Give one another name or other choices."""
        said = bodies.parse(g.body, FieldChange)
        before = self._fields.get(row(field_id, "field"))
        name = before.name if isinstance(said.name, UnsetType) else said.name
        choices = before.choices if isinstance(said.choices, UnsetType) else said.choices
        return as_json(field_object(self._fields.change(before.id, name, choices)))

    def delete(self, field_id: str) -> Response:
        """Forget one, with what stands in it; as it was."""
        gone = self._fields.get(row(field_id, "field"))
        self._fields.delete(gone.id)
        return as_json(field_object(gone))
