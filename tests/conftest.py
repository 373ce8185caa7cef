"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A shop's desk on a database of its own."""
    desk = Desk(tmp_path / "modemsms.db")
    yield desk
    desk.close()
