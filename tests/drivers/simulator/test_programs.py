"""Other people's programs work on a simulated modem: gammu, gammu-smsd, python-gsmmodem-new."""

from __future__ import annotations

import queue
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems
from tests.drivers.simulator.bench import ANNA, BEN

gsmmodem = pytest.importorskip("gsmmodem.modem", reason="python-gsmmodem-new is not installed")
needs_gammu = pytest.mark.skipif(shutil.which("gammu") is None, reason="gammu is not installed")
needs_smsd = pytest.mark.skipif(shutil.which("gammu-smsd") is None, reason="gammu-smsd is not installed")

LONG = "Please bring the receipt, and tell the neighbours that we are open until eight. " * 4
# gammu asks its dozen questions in 3.5 s; its daemon looks around every few seconds.
SOON = timedelta(seconds=40)
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}


@pytest.fixture
def simulated() -> Iterator[SimulatedModems]:
    """One modem, fast on the air."""
    with SimulatedModems(1) as modems:
        yield modems


class Gammu:
    """gammu, set up for one port."""

    def __init__(self, directory: Path, port: Path) -> None:
        self._batch = directory / "batch"
        self._rc = directory / "gammurc"
        self._rc.write_text(f"[gammu]\ndevice = {port}\nconnection = at115200\ngammucoding = utf8\n")

    def __call__(self, *words: str) -> str:
        """What gammu prints; the test fails if it fails."""
        done = subprocess.run(
            ["gammu", "-c", str(self._rc), *words],
            capture_output=True,
            text=True,
            timeout=SOON.total_seconds(),
            env=ENVIRONMENT,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def until(self, wanted: str, *words: str) -> str:
        """The line with *wanted*; then gammu, which would go on listening, is ended."""
        command = ["stdbuf", "-oL", "gammu", "-c", str(self._rc), *words]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as running:
            assert running.stdout is not None
            found = next((line for line in running.stdout if wanted in line), "")
            running.kill()
        return found

    def batch(self, *commands: str) -> list[str]:
        """What gammu prints for each of *commands*, at the price of one start (3.5 s)."""
        self._batch.write_text("".join(f"{command}\n" for command in commands))
        told = self("batch", str(self._batch)).split("Executing batch")[1:]
        assert len(told) == len(commands)
        return told


@pytest.fixture
def gammu(tmp_path: Path, simulated: SimulatedModems) -> Gammu:
    """gammu on the simulated modem."""
    return Gammu(tmp_path, simulated.ports[0].path)


@needs_gammu
def test_gammu_identifies_it_and_asks_how_it_stands(gammu: Gammu) -> None:
    identity, network, centre, lock = gammu.batch("identify", "networkinfo", "getsmsc", "getsecuritystatus")

    assert "Simulated modem" in identity
    assert "001017010000019" in identity
    assert "001010000000001" in identity
    assert "home network" in network
    assert "+4915550109999" in centre
    assert "Nothing to enter" in lock


@needs_gammu
def test_gammu_sends_a_text(gammu: Gammu, simulated: SimulatedModems) -> None:
    gammu("sendsms", "TEXT", ANNA, "-text", "Grüße für 5 € {ok}")

    assert [text.text for text in simulated.network.texts(ANNA)] == ["Grüße für 5 € {ok}"]


@needs_gammu
def test_gammu_sends_a_long_text_and_emoji(gammu: Gammu, simulated: SimulatedModems) -> None:
    gammu("sendsms", "TEXT", ANNA, "-len", str(len(LONG)), "-text", LONG)
    gammu("sendsms", "TEXT", BEN, "-unicode", "-text", "Bis gleich 😀")

    (long,) = simulated.network.texts(ANNA)
    assert (long.text, long.segments) == (LONG, 3)
    assert [text.text for text in simulated.network.texts(BEN)] == ["Bis gleich 😀"]


@needs_gammu
def test_gammu_asks_for_the_balance(gammu: Gammu) -> None:
    told = gammu.until("Service reply", "getussd", "*100#")

    assert "Your balance is 12.34 EUR" in told


@needs_gammu
def test_gammu_reads_and_deletes_texts(gammu: Gammu, simulated: SimulatedModems) -> None:
    number = simulated.modems[0].card.number
    simulated.network.send(ANNA, number, "Hello €")
    simulated.network.send("Bank", number, LONG)

    told, joined, _, left = gammu.batch("getallsms", "geteachsms", "deletesms 1 1", "getallsms")

    assert ANNA in told
    assert "Hello €" in told
    assert "4 SMS parts in 4 SMS sequences" in told
    assert LONG.strip() in joined
    assert "4 SMS parts in 2 SMS sequences" in joined
    assert "Hello €" not in left


@needs_gammu
def test_gammu_empties_a_full_sim_and_the_rest_comes(gammu: Gammu, simulated: SimulatedModems) -> None:
    modem, network = simulated.modems[0], simulated.network
    for number in range(25):
        network.send(ANNA, modem.card.number, f"text {number}")

    gammu("deleteallsms", "1")

    assert network.wait_until(lambda: network.waiting_for(modem.card.number) == 0, SOON)


@contextmanager
def smsd(directory: Path, port: Path) -> Iterator[Path]:
    """gammu-smsd with files as its service; gives the directory with its boxes."""
    for box in ("inbox", "outbox", "sent", "error"):
        (directory / box).mkdir()
    rc = directory / "smsdrc"
    rc.write_text(
        f"[gammu]\ndevice = {port}\nconnection = at115200\n"
        f"[smsd]\nservice = files\nlogfile = {directory / 'log'}\ndeliveryreport = sms\n"
        "commtimeout = 1\nsendtimeout = 5\nloopsleep = 1\nreceivefrequency = 1\nstatusfrequency = 0\n"
        + "".join(f"{box}path = {directory / box}/\n" for box in ("inbox", "outbox"))
        + f"sentsmspath = {directory / 'sent'}/\nerrorsmspath = {directory / 'error'}/\n"
    )
    daemon = subprocess.Popen(
        ["gammu-smsd", "-c", str(rc)],
        stdout=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    try:
        yield directory
    finally:
        daemon.terminate()
        daemon.wait(timeout=SOON.total_seconds())


@needs_smsd
def test_gammu_smsd_sends_receives_and_gets_its_reports(tmp_path: Path, simulated: SimulatedModems) -> None:
    modem, network = simulated.modems[0], simulated.network
    with smsd(tmp_path, simulated.ports[0].path) as boxes:
        (boxes / "outbox" / f"OUT{ANNA}.txtd").write_text("Hello out there")
        assert network.wait_for_air(1, SOON)
        assert network.wait_until(lambda: bool(modem.journal.entries(Kind.INDICATION, "+CDS:")), SOON)

        network.send(BEN, modem.card.number, "Hello in there €")
        # It deletes a text from the SIM when it has written it into a file.
        deleted = network.wait_until(lambda: bool(modem.journal.entries(Kind.COMMAND, "AT+CMGD")), SOON)

    received = {file.name: file.read_text() for file in (tmp_path / "inbox").iterdir()}
    assert deleted
    assert [text.text for text in network.texts(ANNA)] == ["Hello out there"]
    assert [text for name, text in received.items() if BEN in name] == ["Hello in there €"]
    assert [text for name, text in received.items() if ANNA in name] == ["Delivered"]
    assert [file.name for file in (tmp_path / "sent").iterdir()] == [f"OUT{ANNA}.txtd"]


def test_python_gsmmodem_sends_receives_and_gets_its_reports(simulated: SimulatedModems) -> None:
    received: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    network, port = simulated.network, simulated.ports[0].path
    modem = gsmmodem.GsmModem(
        str(port), 115200, smsReceivedCallbackFunc=lambda sms: received.put((sms.number, sms.text))
    )
    modem.connect()
    try:
        modem.smsTextMode = False
        assert (modem.imei, modem.networkName, modem.signalStrength) == ("001017010000019", "Simulated", 21)

        sent = modem.sendSms(ANNA, "Hello from elsewhere", waitForDeliveryReport=True, deliveryTimeout=20)
        network.send(BEN, simulated.modems[0].card.number, "Hello back €")

        assert sent.report is not None
        assert received.get(timeout=20) == (BEN, "Hello back €")
        assert modem.sendUssd("*100#").message.startswith("Your balance")
    finally:
        modem.close()
    assert [text.text for text in network.texts(ANNA)] == ["Hello from elsewhere"]
