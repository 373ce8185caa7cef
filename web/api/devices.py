"""``/devices`` and ``/doctor``: what is plugged in, and what this machine still needs."""

from __future__ import annotations

from flask import Blueprint, Response

from modemsms.services.devices import Devices
from modemsms.services.doctor import Doctor
from web.api.errors import as_json
from web.api.shapes import DeviceList, DeviceObject, FindingList, FindingObject
from web.slow import SlowPlaces


class DevicesApi:
    """The views of devices and findings."""

    def __init__(self, devices: Devices, doctor: Doctor, slow: SlowPlaces) -> None:
        self._devices = devices
        self._doctor = doctor
        self._slow = slow

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        blueprint.add_url_rule("/devices", view_func=self.devices, methods=["GET"])
        blueprint.add_url_rule("/doctor", view_func=self.doctor, methods=["GET"])

    def devices(self) -> Response:
        """Everything that is plugged in and may be of use."""
        return as_json(
            DeviceList(
                [
                    DeviceObject(
                        key=device.found.key,
                        kind=device.found.kind.value,
                        title=device.found.title,
                        sentence=device.found.sentence,
                        needs=device.found.needs,
                        driver=device.found.driver,
                        port=device.found.port,
                        modems=list(device.modems),
                    )
                    for device in self._devices.list()
                ]
            )
        )

    def doctor(self) -> Response:
        """Look at everything now, which takes a second or two."""
        with self._slow.taken():
            findings = self._doctor.look()
        return as_json(
            FindingList(
                [
                    FindingObject(finding.code, finding.severity.value, finding.sentence, finding.step)
                    for finding in findings
                ]
            )
        )
