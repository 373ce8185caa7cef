"""The udev rules that are shipped know the same devices as discovery."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from drivers.discovery.table import MODEM_MAKERS, PHONE_MAKERS

RULES = Path(__file__).parents[3] / "deploy" / "60-modemsms.rules"


def vendors(setting: str) -> set[str]:
    """The vendor numbers in the rules that have *setting*."""
    lines = [line for line in RULES.read_text().splitlines() if setting in line and not line.startswith("#")]
    lists = re.findall(r'ATTRS?\{idVendor\}=="([0-9a-f|]+)"', "\n".join(lines))
    return {vendor for each in lists for vendor in each.split("|")}


def test_modem_manager_is_kept_off_every_modem_that_discovery_knows() -> None:
    assert set(MODEM_MAKERS) <= vendors("ID_MM_DEVICE_IGNORE")


def test_every_phone_that_discovery_knows_may_be_used_over_adb() -> None:
    # Makers of chips: their phones are known by the interface of adb.
    assert set(PHONE_MAKERS) - vendors("uaccess") == {"05c6", "0e8d", "1782", "201e"}


def test_every_goto_has_its_label() -> None:
    text = RULES.read_text()

    assert set(re.findall(r'GOTO="(\w+)"', text)) == set(re.findall(r'LABEL="(\w+)"', text))


def test_udev_understands_the_rules() -> None:
    udevadm = shutil.which("udevadm")
    if udevadm is None or b"verify" not in subprocess.run([udevadm, "--help"], capture_output=True).stdout:
        pytest.skip("udevadm verify comes with systemd 254")

    checked = subprocess.run([udevadm, "verify", "--no-style", str(RULES)], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr
