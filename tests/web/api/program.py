"""A program with an API key, and the desk that it talks to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from modemsms.services.about import About
from modemsms.services.casting import casting
from modemsms.services.doctor import Doctor
from modemsms.services.duplicates import Duplicates
from modemsms.services.figures import Figures
from modemsms.services.filters import Filters
from modemsms.services.health import HealthService
from modemsms.services.hours import Hours
from modemsms.services.lamp import Lamp
from modemsms.services.looks import Looks
from modemsms.services.morning import Morning
from modemsms.services.network import Network
from modemsms.services.notes import Notes
from modemsms.services.phone_doctor import PhoneDoctor
from modemsms.services.presence import Presence
from modemsms.services.privacy import Privacy
from modemsms.services.quiet_hours import QuietHours
from modemsms.services.retention import Retention
from modemsms.services.safekeeping import safekeeping
from modemsms.services.services import Services
from modemsms.services.shop_reports import ShopReports
from modemsms.services.signals import Signals
from modemsms.services.staffing import staffing
from modemsms.services.writing import writing
from tests.desk import ANNA, Desk

PREFIX = "/api/v1"


class Answer:
    """What came back; *json* is its body, whatever that holds."""

    def __init__(self, response: TestResponse) -> None:
        self.raw = response
        self.status_code = response.status_code
        self.headers = response.headers

    @property
    def json(self) -> Any:
        return self.raw.get_json()


@dataclass
class Api:
    """A program with the key *key*, and the shop it talks to."""

    desk: Desk
    services: Services
    app: Flask
    key: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        data: bytes | str | None = None,
        content_type: str | None = None,
        headers: dict[str, str] | None = None,
        buffered: bool = True,
    ) -> Answer:
        """One request, with the key; *body* is sent as JSON, *data* as it is."""
        return Answer(
            self.app.test_client().open(
                PREFIX + path,
                method=method,
                headers=self.bearer | (headers or {}),
                data=data if body is None else json.dumps(body),
                content_type=content_type,
                buffered=buffered,
            )
        )

    def get(self, path: str, *, headers: dict[str, str] | None = None, buffered: bool = True) -> Answer:
        return self.call("GET", path, headers=headers, buffered=buffered)

    def post(
        self,
        path: str,
        body: object = None,
        *,
        data: bytes | str | None = None,
        content_type: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        return self.call("POST", path, body, data=data, content_type=content_type, headers=headers)

    def send(self, to: str = ANNA, text: str = "Your books are here", **more: object) -> Answer:
        return self.post("/messages", {"to": to, "text": text, **more})

    def without_key(self, method: str, path: str, authorization: str | None = None) -> Answer:
        headers = {} if authorization is None else {"Authorization": authorization}
        return Answer(self.app.test_client().open(PREFIX + path, method=method, headers=headers))

    def in_future(self, **how_long: float) -> str:
        return (self.desk.clock() + timedelta(**how_long)).isoformat()


def services_of(desk: Desk) -> Services:
    hours = Hours(desk.kept, desk.shop)
    doctor = Doctor(desk.store, desk.modems, desk.devices, now=desk.clock)
    lamp = Lamp(
        desk.store,
        desk.modems,
        desk.sims,
        doctor,
        desk.outbox,
        desk.shop,
        now=desk.clock,
        clock_held=lambda: desk.clock_trust.hold is not None,
    )
    quiet = QuietHours(desk.kept, desk.shop, hours)
    written = writing(desk.store, desk.outbox, desk.shop, desk.clock)
    filters = Filters(desk.store, desk.shop, now=desk.clock)
    return Services(
        **written,
        **casting(
            desk.store,
            desk.outbox,
            filters,
            written["replies"],
            desk.shop,
            quiet.next_allowed,
            hours.closed_days,
            desk.clock,
        ),
        **safekeeping(desk.store, desk.shop, desk.path, desk.clock),
        **staffing(desk.store, desk.shop, desk.modems, desk.outbox, lamp, desk.clock),
        shop=desk.shop,
        rules=desk.live_rules,
        outbox=desk.outbox,
        conversations=desk.conversations,
        contacts=desk.contacts,
        modems=desk.modems,
        feed=desk.feed,
        health=HealthService(desk.store, desk.modems),
        sims=desk.sims,
        ussd=desk.ussd,
        devices=desk.devices,
        self_tests=desk.self_tests,
        lamp=lamp,
        doctor=doctor,
        phones=PhoneDoctor(desk.modems, desk.devices),
        network=Network(desk.store, now=desk.clock),
        notes=Notes(desk.store, now=desk.clock),
        presence=Presence(desk.store.changed.ring, desk.clock),
        hours=hours,
        clock_trust=desk.clock_trust,
        quiet_hours=quiet,
        looks=Looks(desk.store),
        about=About(desk.store, desk.path, now=desk.clock),
        groups=desk.groups,
        fields=desk.fields,
        consents=desk.consents,
        keywords=desk.keywords,
        sign_ups=desk.sign_ups,
        filters=filters,
        duplicates=Duplicates(desk.store, now=desk.clock),
        privacy=Privacy(desk.store),
        figures=Figures(desk.store, desk.shop, now=desk.clock),
        shop_reports=ShopReports(desk.store, desk.shop, now=desk.clock),
        morning=Morning(desk.store, desk.shop, now=desk.clock),
        signals=Signals(desk.store, desk.modems, now=desk.clock),
        retention=Retention(desk.store, desk.kept, now=desk.clock),
    )
