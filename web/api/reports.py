"""``/reports``: what was sent and got, by day, SIM card, group and broadcast, and numbers to clean up."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from modemsms.services.shop_reports import ShopReports
from web.api import bodies
from web.api.errors import as_json
from web.api.report_shapes import (
    BroadcastReports,
    DayReports,
    GroupReports,
    InvalidFilter,
    InvalidNumbers,
    SimReports,
    Span,
    broadcast_report,
    day_report,
    group_report,
    invalid_number,
    sim_report,
)


class ReportsApi:
    """The views; each calls one method of the reports."""

    def __init__(self, reports: ShopReports) -> None:
        self._reports = reports

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        for name, view in (
            ("days", self.days),
            ("sims", self.sims),
            ("groups", self.groups),
            ("broadcasts", self.broadcasts),
            ("invalid-numbers", self.invalid_numbers),
        ):
            blueprint.add_url_rule(
                f"/reports/{name}", f"report_{name.replace('-', '_')}", view, methods=["GET"]
            )

    def days(self) -> Response:
        """Each day."""
        return as_json(DayReports([day_report(line) for line in self._reports.days(*self._span()).days]))

    def sims(self) -> Response:
        """Each SIM card."""
        return as_json(SimReports([sim_report(line) for line in self._reports.days(*self._span()).sims]))

    def groups(self) -> Response:
        """Each group."""
        return as_json(GroupReports([group_report(line) for line in self._reports.groups(*self._span())]))

    def broadcasts(self) -> Response:
        """Each run of a broadcast."""
        found = self._reports.broadcasts(*self._span())
        return as_json(BroadcastReports([broadcast_report(cast) for cast in found]))

    def invalid_numbers(self) -> Response:
        """Numbers that nobody has."""
        asked = bodies.query(request.args, InvalidFilter)
        found = self._reports.invalid_numbers(bodies.given(asked.after), asked.limit)
        return as_json(InvalidNumbers([invalid_number(one) for one in found.numbers], found.next))

    def _span(self) -> tuple[date, date]:
        asked = bodies.query(request.args, Span)
        return self._reports.span(bodies.given(asked.first), bodies.given(asked.last))
