"""What the tests of the simulated phone may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.simulator.phone import AdbServer
from tests.drivers.simulator.phone.handset import Handset, Hooks


@pytest.fixture
def handset() -> Iterator[Handset]:
    """A phone with two SIMs that nobody has spoken to yet."""
    handset = Handset(sims=2, serial="R58M1")
    yield handset
    handset.close()


@pytest.fixture
def hooks(handset: Handset) -> Iterator[Hooks]:
    """Somebody who listens for webhooks of that phone."""
    hooks = Hooks(handset.phone)
    yield hooks
    hooks.close()


@pytest.fixture
def adb(handset: Handset) -> Iterator[AdbServer]:
    """An adb server with that phone on its cable."""
    with AdbServer() as server:
        server.attach(handset.phone)
        yield server
