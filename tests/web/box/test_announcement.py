"""The name of the box on the network."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from zeroconf import Zeroconf

from web.box.addresses import own_addresses
from web.box.announcement import NAME, Announcement


def test_a_box_without_avahi_tells_its_name_itself(tmp_path: Path) -> None:
    addresses = own_addresses()
    if not addresses:
        pytest.skip("this machine has no network")
    announcement = Announcement("Corner Books", 8443, tmp_path / "no such socket")

    announcement.tell(addresses)

    listener = Zeroconf(interfaces=addresses)
    found = listener.get_service_info("_https._tcp.local.", "Corner Books._https._tcp.local.")
    listener.close()
    announcement.end()
    assert found is not None
    assert found.server == f"{NAME}."
    assert [socket.inet_ntoa(address) for address in found.addresses] == addresses


def test_where_avahi_runs_the_name_is_the_machines_own(tmp_path: Path) -> None:
    announcement = Announcement("Corner Books", 8443, tmp_path)

    announcement.tell(["192.0.2.7"])

    assert announcement.name == f"{socket.gethostname().lower().removesuffix('.local')}.local"


def test_a_box_without_a_network_has_no_name(tmp_path: Path) -> None:
    announcement = Announcement("Corner Books", 8443, tmp_path / "no such socket")

    announcement.tell([])

    assert announcement.name is None


@pytest.mark.parametrize(
    "title", ["Books " * 20, "é" * 80, "📚" * 80, "St. Mary's", "\x00"], ids=lambda title: repr(title[:10])
)
def test_any_name_of_a_shop_is_told_or_left_out(tmp_path: Path, title: str) -> None:
    addresses = own_addresses()
    if not addresses:
        pytest.skip("this machine has no network")
    announcement = Announcement(title, 8443, tmp_path / "no such socket")

    announcement.tell(addresses)

    assert announcement.name == (None if title == "\x00" else NAME)
    announcement.end()
