"""The description of what programs do with people: contacts, groups, fields, filters."""

from __future__ import annotations

from web.api.operations import Json, operation, path_parameter, query_parameters
from web.api.people_shapes import (
    ByName,
    ContactChange,
    ContactFilter,
    ContactList,
    ContactObject,
    FieldChange,
    FieldList,
    FieldObject,
    FilterList,
    FilterObject,
    GroupList,
    GroupName,
    GroupObject,
    Merging,
    NewContact,
    NewField,
    NewFilter,
    PickedList,
)

SHAPES = (
    NewContact,
    ContactChange,
    Merging,
    GroupName,
    NewField,
    FieldChange,
    NewFilter,
    ContactObject,
    ContactList,
    PickedList,
    GroupObject,
    GroupList,
    FieldObject,
    FieldList,
    FilterObject,
    FilterList,
)

_A_CONTACT = path_parameter("contact_id", "The id of a contact.")
_A_GROUP = path_parameter("group_id", "The id of a group.")
_A_FIELD = path_parameter("field_id", "The id of a field.")
_A_FILTER = path_parameter("filter_id", "The id of a filter.")


def paths() -> Json:
    """All of it."""
    return {**_contacts(), **_groups(), **_fields(), **_filters()}


def _contacts() -> Json:
    page = operation("contacts", "Contacts, as they were made", {200: ContactList}, (422,))
    person = {200: ContactObject}
    add = operation("add_contact", "Keep somebody", {201: ContactObject}, (503,), body=NewContact)
    change = operation("change_contact", "Change somebody", person, (404, 503), body=ContactChange)
    delete = operation("delete_contact", "Forget a contact, not the texts", person, (404, 503))
    merge = operation("merge_contacts", "Make two one", person, (404, 409, 503), body=Merging)
    return {
        "/contacts": {"get": {**page, "parameters": query_parameters(ContactFilter)}, "post": add},
        "/contacts/{contact_id}": {
            "parameters": [_A_CONTACT],
            "get": operation("get_contact", "One contact", person, (404,)),
            "patch": change,
            "delete": delete,
        },
        "/contacts/{contact_id}/merge": {"parameters": [_A_CONTACT], "post": merge},
    }


def _groups() -> Json:
    group = {200: GroupObject}
    members = operation("members", "Who is in it, by name", {200: ContactList}, (404, 422))
    return {
        "/groups": {
            "get": operation("groups", "All groups", {200: GroupList}, ()),
            "post": operation("add_group", "Make a group", {201: GroupObject}, (503,), body=GroupName),
        },
        "/groups/{group_id}": {
            "parameters": [_A_GROUP],
            "get": operation("get_group", "One group", group, (404,)),
            "patch": operation("rename_group", "Rename it", group, (404, 503), body=GroupName),
            "delete": operation("delete_group", "Forget it, not its people", group, (404, 503)),
        },
        "/groups/{group_id}/members": {
            "parameters": [_A_GROUP],
            "get": {**members, "parameters": query_parameters(ByName)},
        },
        "/groups/{group_id}/members/{contact_id}": {
            "parameters": [_A_GROUP, _A_CONTACT],
            "put": operation("put_in", "Put somebody in", group, (404, 422, 503)),
            "delete": operation("take_out", "Take somebody out", group, (404, 503)),
        },
    }


def _fields() -> Json:
    field = {200: FieldObject}
    return {
        "/fields": {
            "get": operation("fields", "The shop's own fields", {200: FieldList}, ()),
            "post": operation("add_field", "Make a field", {201: FieldObject}, (503,), body=NewField),
        },
        "/fields/{field_id}": {
            "parameters": [_A_FIELD],
            "patch": operation("change_field", "Change it", field, (404, 503), body=FieldChange),
            "delete": operation("delete_field", "Forget it", field, (404, 503)),
        },
    }


def _filters() -> Json:
    saved = {200: FilterObject}
    picked = operation("picked", "Whom it picks now, by name", {200: PickedList}, (404, 422))
    return {
        "/filters": {
            "get": operation("filters", "The saved filters", {200: FilterList}, ()),
            "post": operation("add_filter", "Save a filter", {201: FilterObject}, (503,), body=NewFilter),
        },
        "/filters/{filter_id}": {
            "parameters": [_A_FILTER],
            "get": operation("get_filter", "One filter", saved, (404,)),
            "put": operation("change_filter", "Keep other rules", saved, (404, 503), body=NewFilter),
            "delete": operation("delete_filter", "Forget it, not the people", saved, (404, 503)),
        },
        "/filters/{filter_id}/contacts": {
            "parameters": [_A_FILTER],
            "get": {**picked, "parameters": query_parameters(ByName)},
        },
    }
