"""``/filters``: rules that pick contacts, saved, and whom they pick at this moment."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, g, request

from modemsms.services.filters import Rule, Rules
from modemsms.services.services import Services
from web.api import bodies
from web.api.contacts import People
from web.api.errors import PREFIX, as_json
from web.api.people_shapes import ByName, FilterList, NewFilter, PickedList, filter_object
from web.api.rows import row


class FiltersApi:
    """The views; each calls one method of the filters."""

    def __init__(self, services: Services) -> None:
        self._filters = services.filters
        self._people = People(services)

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        one = "/filters/<filter_id>"
        blueprint.add_url_rule("/filters", "filters", self.all, methods=["GET"])
        blueprint.add_url_rule("/filters", "add_filter", self.add, methods=["POST"])
        blueprint.add_url_rule(one, "get_filter", self.get, methods=["GET"])
        blueprint.add_url_rule(one, "change_filter", self.change, methods=["PUT"])
        blueprint.add_url_rule(one, "delete_filter", self.delete, methods=["DELETE"])
        blueprint.add_url_rule(f"{one}/contacts", "picked", self.picked, methods=["GET"])

    def all(self) -> Response:
        """The saved ones, by name."""
        return as_json(FilterList([filter_object(saved) for saved in self._filters.list()]))

    def add(self) -> Response:
        """Save one: 201."""
        new = bodies.parse(g.body, NewFilter)
        made = self._filters.put(new.name, _rules(new))
        address = {"Location": f"{PREFIX}/filters/{made.id}"}
        return as_json(filter_object(made), HTTPStatus.CREATED, address)

    def get(self, filter_id: str) -> Response:
        """One of them."""
        return as_json(filter_object(self._filters.get(row(filter_id, "filter"))))

    def change(self, filter_id: str) -> Response:
        """Keep another name and other rules."""
        new = bodies.parse(g.body, NewFilter)
        saved = self._filters.get(row(filter_id, "filter"))
        return as_json(filter_object(self._filters.put(new.name, _rules(new), saved.id)))

    def delete(self, filter_id: str) -> Response:
        """Forget one, not the people; as it was."""
        gone = self._filters.get(row(filter_id, "filter"))
        self._filters.delete(gone.id)
        return as_json(filter_object(gone))

    def picked(self, filter_id: str) -> Response:
        """Whom it picks now, by name."""
        asked = bodies.query(request.args, ByName)
        saved = self._filters.get(row(filter_id, "filter"))
        found = self._filters.picked(saved.rules, self._people.place(asked), asked.limit + 1)
        people, following = self._people.page(found.people, asked.limit)
        return as_json(PickedList(people, found.count, following))


def _rules(new: NewFilter) -> Rules:
    return Rules(tuple(Rule(one.what, one.how, one.value) for one in new.rules), new.any)
