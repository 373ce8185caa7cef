"""Programs of the system that hang, leave something running or say too much."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.machine.programs import Programs
from tests.drivers.discovery.tree import tool
from tests.e2e.daemon import wait_until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bin"


@pytest.fixture
def programs(tmp_path: Path, folder: Path) -> Programs:
    return Programs(tmp_path, {"PATH": str(folder)})


def test_what_a_program_prints_is_told(programs: Programs, folder: Path) -> None:
    tool(folder, "nmcli", 'echo "wlan0:connected to $1"')

    assert programs.output("nmcli", "shop") == "wlan0:connected to shop"


@pytest.mark.parametrize("then", ["wait", "exit 0"])
def test_a_program_that_takes_too_long_takes_what_it_began_along(
    programs: Programs, folder: Path, tmp_path: Path, then: str
) -> None:
    tool(folder, "nmcli", f"/bin/sleep 60 & echo $! > {tmp_path}/begun; {then}")

    assert programs.output("nmcli") is None

    begun = int((tmp_path / "begun").read_text())
    wait_until(lambda: not _runs(begun), what=lambda: "the child goes on")


def test_a_program_that_never_stops_talking_is_not_listened_to(programs: Programs, folder: Path) -> None:
    tool(folder, "nmcli", "exec /usr/bin/yes")

    assert programs.output("nmcli") is None


def _runs(process_id: int) -> bool:
    try:
        return b") Z " not in Path(f"/proc/{process_id}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
