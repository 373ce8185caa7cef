"""``phone``, with a phone that shares its network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drivers.simulator.network import Network
from drivers.simulator.phone.phone import SimulatedPhone
from modemsms.cli import main


@pytest.fixture
def phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedPhone]:
    """It is switched on; no config file is near."""
    monkeypatch.chdir(tmp_path)
    with SimulatedPhone(Network()) as phone:
        yield phone


def look(phone: SimulatedPhone, password: str) -> Result:
    return CliRunner().invoke(main, ["phone", phone.base_url, "--password"], input=f"{password}\n")


def test_the_password_is_taken_from_stdin(phone: SimulatedPhone) -> None:
    assert "User name and password are right." in look(phone, phone.password).stdout


def test_a_wrong_password_is_told_and_not_shown(phone: SimulatedPhone) -> None:
    told = look(phone, "hunter2")

    assert "does not accept the user name and password" in told.stdout
    assert "hunter2" not in told.output
