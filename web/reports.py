"""Reports: what the shop sent and got in a span of days, as charts, tables and files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import InvalidInput
from modemsms.services.shop_reports import answered_within, delivered_within
from web import report_chart, report_words
from web.context import owners_only, services, user
from web.exports import safe_cell, table_line

blueprint = Blueprint("reports", __name__)

PERIODS = {"7": lazy_gettext("7 days"), "30": lazy_gettext("30 days"), "365": lazy_gettext("12 months")}
TABLES = {
    "days": report_words.of_days,
    "sims": report_words.of_sims,
    "groups": report_words.of_groups,
    "broadcasts": report_words.of_broadcasts,
}
PAGE = 50
FIRST = 10
SLICE = 500


@blueprint.get("/reports")
def index() -> str:
    """The page of ``period`` (7, 30 or 365 days), or of the days ``from`` to ``to``."""
    shop = services().shop_reports
    first, last, refusals = _asked()
    told = shop.days(first, last)
    return render_template(
        "reports.html",
        periods=PERIODS,
        period=_period(first, last),
        first=first,
        last=last,
        refusals={"from": "", "to": ""} | refusals,
        told=told,
        total=told.total,
        within=delivered_within(told.total.counts, 0.5),
        nearly=delivered_within(told.total.counts, 0.95),
        answered=answered_within(told.total.answers, 0.5),
        chart=report_chart.drawn(told.days, shop.begin),
        groups=shop.groups(first, last)[:PAGE],
        broadcasts=shop.broadcasts(first, last)[:PAGE],
        causes=shop.causes(first, last)[:FIRST],
        invalid=shop.invalid_numbers(limit=FIRST),
        table_of=TABLES,
    )


@blueprint.get("/reports/numbers")
def numbers() -> str:
    """Numbers that nobody has, the newest first."""
    return render_template(
        "report_numbers.html",
        invalid=services().shop_reports.invalid_numbers(request.args.get("after"), PAGE),
    )


@blueprint.get("/reports/export/<what>")
def export(what: str) -> Response:
    """One table of the page as a file. Numbers are the owner's to save."""
    if what not in {"days", "sims", "groups", "broadcasts", "causes", "numbers"}:
        abort(404)
    if what == "numbers":
        owners_only()
    first, last, refusals = _asked()
    if refusals:
        abort(400)
    lines = _table(what, first, last)
    services().deeds.note(user(), "report_exported", subject=f"{first} – {last}", detail=what)
    # Spreadsheets read UTF-8 where the file begins like this.
    content = "\ufeff" + "".join(table_line([safe_cell(cell) for cell in line]) for line in lines)
    return Response(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{what}-{first}-{last}.csv"'},
    )


def _table(what: str, first: date, last: date) -> Iterator[list[str]]:
    shop = services().shop_reports
    if what == "days":
        return report_words.of_days(shop.days(first, last).days)
    if what == "sims":
        return report_words.of_sims(shop.days(first, last).sims)
    if what == "groups":
        return report_words.of_groups(shop.groups(first, last))
    if what == "broadcasts":
        return report_words.of_broadcasts(shop.broadcasts(first, last))
    if what == "causes":
        return report_words.of_causes(shop.causes(first, last))
    return report_words.of_numbers(shop.invalid_numbers(limit=SLICE).numbers)


def _asked() -> tuple[date, date, dict[str, str]]:
    """The days meant; those of the last month, and why, where there are none such."""
    shop = services().shop_reports
    today = shop.today()
    given = request.args.get("from"), request.args.get("to")
    try:
        if any(given):
            return *shop.span(_day("from", given[0]), _day("to", given[1])), {}
    except InvalidInput as error:
        return today - timedelta(days=29), today, {error.field: error.why}
    period = request.args.get("period", "30")
    if period not in PERIODS:
        abort(404)
    return today - timedelta(days=int(period) - 1), today, {}


def _day(field: str, written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise InvalidInput(field, _("Choose a day.")) from error


def _period(first: date, last: date) -> str | None:
    """Which of the plain choices these days are."""
    days = str((last - first).days + 1)
    return days if last == services().shop_reports.today() and days in PERIODS else None
