"""The loopback port, as any other program of the machine or of the phone finds it."""

from __future__ import annotations

import logging
import selectors
import socket
from collections.abc import Iterator

import pytest

from drivers.android.hooks import Gate, Secrets
from drivers.android.listener import MOST_CONNECTIONS, Listener

SECRETS = Secrets.of("k3Xw9pQa", "device-1")
STRANGER = b"POST /hook/guessed HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n"


class Door:
    """The listener, worked as the driver works it."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self.listener = Listener(self._selector)
        self.listener.admit_by(Gate(SECRETS, 300))

    def knock(self, said: bytes) -> socket.socket:
        """A caller who says *said* and has been heard."""
        caller = socket.create_connection(("127.0.0.1", self.listener.port), timeout=10)
        self._work()
        caller.sendall(said)
        self._work()
        return caller

    def _work(self) -> None:
        for key, _ in self._selector.select(10):
            key.data()

    def close(self) -> None:
        self.listener.close()
        self._selector.close()


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.close()


def test_a_stranger_is_answered_before_the_body_has_come(door: Door) -> None:
    with door.knock(STRANGER) as caller:
        assert caller.recv(100).startswith(b"HTTP/1.1 404 ")


def test_strangers_who_knock_all_day_do_not_fill_the_log(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    for _ in range(3 * MOST_CONNECTIONS):
        door.knock(STRANGER).close()

    assert [record.getMessage() for record in caplog.records] == [
        "webhook_refused status=404 why=no such path"
    ]
