"""Phones come, go, and leave nothing behind."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from drivers.simulator.customers import Customers
from drivers.simulator.network import Network
from drivers.simulator.phone import AdbServer, SimulatedPhone
from drivers.simulator.phone.faults import Slow
from drivers.simulator.phone.messages import Order
from drivers.simulator.phone.serve import SimulatedPhones, serve_until
from drivers.simulator.simulate import SimulatedModems
from tests.drivers.simulator.bench import ANNA
from tests.drivers.simulator.phone.handset import Handset

WITHIN = timedelta(seconds=10)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def put_into_a_state(adb: AdbServer, phone: SimulatedPhone, dice: random.Random) -> None:
    adb.attach(phone)
    adb.set_state(phone, dice.choice(["device", "offline", "unauthorized"]))


@pytest.fixture
def nothing_stays() -> Iterator[None]:
    """Threads and sockets are as many afterwards as before."""
    threads, files = set(threading.enumerate()), open_files()
    yield
    assert set(threading.enumerate()) <= threads
    assert open_files() <= files


@pytest.mark.usefixtures("nothing_stays")
def test_closing_leaves_no_thread_and_no_socket() -> None:
    with SimulatedPhone(Network(), sims=2) as phone, AdbServer() as adb:
        adb.attach(phone)
        phone.faults.answer(Slow(None))
        with phone.connect("127.0.0.1", 8080, 5) as hanging:
            hanging.sendall(b"GET / HTTP/1.1\r\n\r\n")
            phone.wait_until(lambda: len(phone.requests) == 1)
            phone.close()
            phone.close()
            adb.close()


@pytest.mark.usefixtures("nothing_stays")
def test_a_phone_off_its_cable_is_reached_by_nobody() -> None:
    with SimulatedPhone(Network()) as phone:
        url = phone.base_url
        phone.unplug()
        with pytest.raises(ConnectionRefusedError):
            phone.connect("127.0.0.1", 8080, 5)

        phone.plug_in()

        phone.connect("127.0.0.1", 8080, 5).close()
        assert phone.base_url == url


def test_a_phone_starts_its_app_by_itself_only_if_that_is_set() -> None:
    for autostart in (True, False):
        handset = Handset(autostart=autostart)
        handset.phone.reboot(timedelta(seconds=5))
        handset.wait(6)
        assert handset.phone.is_on_usb
        assert (handset.phone.port_of(8080) is not None) is autostart
        handset.phone.tap_online()
        assert handset.phone.port_of(8080) is not None
        handset.close()


@pytest.mark.usefixtures("nothing_stays")
@pytest.mark.parametrize("seed", range(3))
def test_pulled_about_at_random_it_still_works(seed: int) -> None:
    dice = random.Random(seed)
    network = Network(report_delay=timedelta(milliseconds=5))
    with SimulatedPhone(network) as phone, AdbServer() as adb:
        adb.attach(phone)
        steps: list[Callable[[], object]] = [
            phone.unplug,
            phone.plug_in,
            phone.kill_app,
            phone.start_app,
            lambda: phone.reboot(timedelta(milliseconds=1)),
            lambda: adb.detach(phone),
            partial(put_into_a_state, adb, phone, dice),
            lambda: socket.create_connection(("127.0.0.1", adb.port), 5).close(),
            lambda: phone.receive(ANNA, "Hello"),
        ]
        for _ in range(100):
            dice.choice(steps)()

        phone.plug_in()
        adb.attach(phone)
        assert phone.wait_until(lambda: phone.is_on_usb)
        phone.tap_online()
        phone.connect("127.0.0.1", 8080, 5).close()
        assert adb.there()[0].phone is phone


@pytest.mark.usefixtures("nothing_stays")
def test_phones_and_modems_live_on_one_network_and_customers_answer() -> None:
    network = Network(report_delay=timedelta(milliseconds=5))
    Customers(network, reply_share=1, least_delay=timedelta(0), most_delay=timedelta(milliseconds=5))
    with (
        SimulatedModems(1, network=network) as modems,
        SimulatedPhones(network, 2, sims=2, air=timedelta(0), runs_network=False) as simulated,
    ):
        first, second = simulated.phones
        assert [slot.number for slot in second.slots] == ["+4915550200003", "+4915550200004"]
        assert len(simulated.adb.listed(long=False).splitlines()) == 2

        modem = modems.modems[0]
        order = Order("ours", "Are you open?", None, None, (ANNA, str(modem.number)))
        with network.change():
            app = first.app
            assert app is not None
            app.outbox.submit(order)

        assert network.wait_until(lambda: modem.memory("SM").used == 1, WITHIN)
        assert network.wait_until(lambda: bool(app.inbox.select(None, None, first.now())), WITHIN)
        (answer,) = app.inbox.select(None, None, first.now())
        assert answer.arrival.sender == ANNA


@pytest.mark.usefixtures("nothing_stays")
def test_phones_are_served_until_told_to_stop() -> None:
    stop, told = threading.Event(), threading.Semaphore(0)
    lines: list[str] = []

    def tell(line: str) -> None:
        lines.append(line)
        told.release()

    thread = threading.Thread(target=serve_until, args=(stop, 2), kwargs={"tell": tell})
    thread.start()
    assert told.acquire(timeout=10)
    assert told.acquire(timeout=10)
    stop.set()
    thread.join(10)

    words = lines[0].split()
    assert words[:3] == ["phone", "SIMPHONE0001", "adb"]
    assert words[4].startswith("http://127.0.0.1:")
    assert len(words) == 7
