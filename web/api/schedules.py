"""``/schedules``: what is coming, single texts and broadcasts."""

from __future__ import annotations

from flask import Blueprint, Response, request

from modemsms.services.agenda import Agenda
from web.api import bodies
from web.api.broadcast_objects import ScheduleList, schedule_object
from web.api.broadcast_shapes import SchedulesFilter
from web.api.errors import as_json


class SchedulesApi:
    """The view of what is coming."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def install(self, blueprint: Blueprint) -> None:
        """Give it its address."""
        blueprint.add_url_rule("/schedules", "schedules", self.page, methods=["GET"])

    def page(self) -> Response:
        """What is coming, the next first."""
        asked = bodies.query(request.args, SchedulesFilter)
        page = self._agenda.page(bodies.given(asked.after), asked.limit)
        return as_json(ScheduleList([schedule_object(entry) for entry in page.entries], page.next))
