"""Two worlds for the driver over gammu: gammu's own dummy phone, and our simulated modem behind a pty."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from drivers.gammu_child.deadlines import Deadlines
from drivers.gammu_phone import GammuPhone
from drivers.simulator.simulate import SimulatedModems
from modemsms.driver import Calls, DeviceSettings, Driver, ModemSettings, Setting
from tests.drivers.rigs import ANNA

_HAS_GAMMU = importlib.util.find_spec("gammu") is not None
_WITHOUT = "python-gammu is not installed: there is no wheel of it for this machine"

needs_gammu = pytest.mark.skipif(not _HAS_GAMMU, reason=_WITHOUT)

# Its inbox on the SIM; each file in it is one text.
_INBOX = "sms/1"

USUAL = Deadlines()


def settings(
    port: object,
    quirks: Mapping[str, Setting] | None = None,
    *,
    calls: Calls = Calls.REJECT,
    smsc: str = "",
) -> DeviceSettings:
    """One phone called "counter"."""
    modem = ModemSettings("counter", calls=calls, smsc=smsc)
    return DeviceSettings("gammu", str(port), (modem,), quirks=quirks or {})


class DummyRig:
    """gammu's dummy phone: a directory. Nobody announces a text in it, and what it sends is gone."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.driver: Driver = GammuPhone(settings(f"dummy:{directory}", {"poll_seconds": 0.1}))
        self._places = count(1)

    def text_in(self, text: str) -> None:
        """As gammu keeps it in a file."""
        self.put({"Text": text})

    def put(self, sms: dict[str, Any]) -> Path:
        """Lay a text with the given fields into the inbox."""
        # Not before a test runs: where it is missing, its tests are skipped.
        import gammu

        inbox = self.directory / _INBOX
        inbox.mkdir(parents=True, exist_ok=True)
        path = inbox / str(next(self._places))
        gammu.SaveSMSBackup(
            str(path),
            [{"SMSC": {"Location": 1}, "Number": ANNA, "Type": "Deliver", "Folder": 1, "Class": -1} | sms],
        )
        return path


class PtyRig:
    """gammu on our simulated modem."""

    def __init__(
        self,
        simulated: SimulatedModems,
        given: DeviceSettings | None = None,
        deadlines: Deadlines = USUAL,
    ) -> None:
        self.simulated = simulated
        self.phone = GammuPhone(given or settings(simulated.ports[0].path), deadlines)
        self.driver: Driver = self.phone

    def text_in(self, text: str) -> None:
        """By the simulated network."""
        self.simulated.network.send(ANNA, self.simulated.modems[0].card.number, text)


@contextmanager
def dummy_rig() -> Iterator[DummyRig]:
    """gammu's dummy phone. Skips the test where gammu is missing."""
    if not _HAS_GAMMU:
        pytest.skip(_WITHOUT)
    with TemporaryDirectory(prefix="gammu-dummy-") as directory:
        rig = DummyRig(Path(directory))
        with closing(rig.driver):
            yield rig


@contextmanager
def pty_rig() -> Iterator[PtyRig]:
    """gammu on a simulated modem. Skips the test where gammu is missing."""
    if not _HAS_GAMMU:
        pytest.skip(_WITHOUT)
    with SimulatedModems(1) as simulated, phone_on(simulated) as rig:
        yield rig


@contextmanager
def phone_on(
    simulated: SimulatedModems, given: DeviceSettings | None = None, deadlines: Deadlines = USUAL
) -> Iterator[PtyRig]:
    """gammu on the first of *simulated*."""
    rig = PtyRig(simulated, given, deadlines)
    with closing(rig.driver):
        yield rig
