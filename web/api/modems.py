"""``/modems`` and ``/health``: what can send, and whether anything can."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, g

from modemsms.services.health import HealthService
from modemsms.services.modems import Modems
from modemsms.services.ussd import Ussd
from web.api import bodies
from web.api.errors import as_json
from web.api.shapes import HealthObject, ModemList, UssdAnswer, UssdRequest, modem_object
from web.slow import SlowPlaces


class ModemsApi:
    """The views of modems and health."""

    def __init__(self, modems: Modems, ussd: Ussd, health: HealthService, slow: SlowPlaces) -> None:
        self._modems = modems
        self._ussd = ussd
        self._health = health
        self._slow = slow

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        blueprint.add_url_rule("/modems", view_func=self.modems, methods=["GET"])
        blueprint.add_url_rule("/modems/<name>/ussd", view_func=self.ussd, methods=["POST"])
        blueprint.add_url_rule("/health", view_func=self.health, methods=["GET"])

    def modems(self) -> Response:
        """All modems."""
        return as_json(ModemList([modem_object(modem) for modem in self._modems.list()]))

    def ussd(self, name: str) -> Response:
        """Dial a code such as ``*100#`` on one modem."""
        code = bodies.parse(g.body, UssdRequest).code
        with self._slow.taken():
            reply = self._ussd.ask(name, code)
        return as_json(UssdAnswer(reply.text, reply.open))

    def health(self) -> Response:
        """For watchers, without a key: 503 when no text can go out."""
        report = self._health.report()
        status = HTTPStatus.SERVICE_UNAVAILABLE if report.status == "down" else HTTPStatus.OK
        health = HealthObject(report.status, report.modems, report.ready, report.writable, report.sentence)
        return as_json(health, status)
