"""What the clock makes due, while a look at the machine takes its time."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.registry import Drivers
from modemsms import clock
from modemsms.app import App
from modemsms.config import Config, DataConfig, SendingConfig, ShopConfig, WebConfig
from modemsms.devices import Finding
from modemsms.services.outbox import Draft
from tests.desk import ANNA

PATIENCE_SECONDS = 10


class SlowMachine(Drivers):
    """A machine whose programs do not answer until they are let."""

    def __init__(self) -> None:
        super().__init__(discovers=False)
        self.looked_at, self.answers = threading.Event(), threading.Event()

    def examine(self, ports: Sequence[str], data_dir: Path, ours: Sequence[int] = ()) -> list[Finding]:
        self.looked_at.set()
        self.answers.wait(PATIENCE_SECONDS)
        return super().examine(ports, data_dir, ours)


def config(directory: Path) -> Config:
    """A shop without modems, at any free port."""
    return Config(
        file=None,
        shop=ShopConfig(country="GB", timezone="Europe/London"),
        web=WebConfig(port=0),
        data=DataConfig(directory=str(directory)),
        sending=SendingConfig(),
        modems=(),
    )


def test_what_is_due_does_not_wait_for_a_look_at_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modemsms.services.doctor.FIRST_LOOK", timedelta(0))
    machine = SlowMachine()
    app = App(config(tmp_path), machine)
    app.start()
    try:
        assert machine.looked_at.wait(PATIENCE_SECONDS)
        outbox = app.services.outbox

        message = outbox.submit(Draft(ANNA, "Later", send_at=clock.now() + timedelta(seconds=0.2))).message

        deadline = time.monotonic() + PATIENCE_SECONDS / 2
        while outbox.get(message.id).status == "scheduled":
            assert time.monotonic() < deadline
    finally:
        machine.answers.set()
        app.stop()
