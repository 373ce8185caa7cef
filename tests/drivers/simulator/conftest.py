"""What the tests of the simulator may ask for."""

from __future__ import annotations

import pytest

from tests.drivers.simulator.bench import Bench


@pytest.fixture
def bench() -> Bench:
    """A well-behaved modem that nobody has spoken to yet."""
    return Bench()
