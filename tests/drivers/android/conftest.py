"""What the tests of the phone driver share."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.drivers.android.world import World, world


@pytest.fixture
def phone_world() -> Iterator[World]:
    """A phone out of its box on a cable, and a driver that has just begun."""
    with world() as surroundings:
        yield surroundings


@pytest.fixture
def ready_world(phone_world: World) -> World:
    """The same, when it can send."""
    phone_world.ready()
    return phone_world


@pytest.fixture
def unused_port() -> int:
    """A port of 127.0.0.1 where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
