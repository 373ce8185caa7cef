"""The page on the shop's network: opened and closed by one switch, over HTTPS, under its own names only."""

from __future__ import annotations

import hashlib
import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from modemsms import clock
from modemsms.services import Services
from modemsms.services.network import Entrance
from tests.desk import Desk
from tests.web.conftest import OWNER, PASSWORD
from tests.web.plain import PlainBrowser
from web.box.announcement import NAME
from web.box.certificate import CERTIFICATE_FILE
from web.box.door import NetworkDoor

PATIENCE_SECONDS = 5


class Visitor:
    """A device on the network that trusts the box."""

    def __init__(self, entrance: Entrance, things: ExitStack) -> None:
        self.address = ("127.0.0.1", urlsplit(entrance.urls[0] if entrance.urls else "").port or 0)
        self._trust = ssl.create_default_context()
        self._trust.check_hostname = False
        self._trust.verify_mode = ssl.CERT_NONE
        self._things = things

    def line(self) -> ssl.SSLSocket:
        """A line on which nothing was said yet."""
        return self._trust.wrap_socket(socket.create_connection(self.address, PATIENCE_SECONDS))

    def get(self, path: str, host: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """What the box answers to somebody who knows it as *host*."""
        connection = http.client.HTTPSConnection(*self.address, timeout=PATIENCE_SECONDS, context=self._trust)
        self._things.enter_context(closing(connection))
        connection.request("GET", path, headers={"Host": host} | (headers or {}))
        return self._things.enter_context(connection.getresponse())


@pytest.fixture
def things() -> Iterator[ExitStack]:
    with ExitStack() as things:
        yield things


@pytest.fixture
def ports() -> list[int]:
    """A port that nobody else has, so that tests beside this one are not in its way."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return [free.getsockname()[1]]


@pytest.fixture
def door(
    app: Flask, services: Services, desk: Desk, tmp_path: Path, ports: list[int]
) -> Iterator[NetworkDoor]:
    # As if Avahi ran here: the name is told by itself then.
    door = NetworkDoor(app, desk.shop, tmp_path, avahi=tmp_path, ports=ports)
    services.network.use(door)
    yield door
    door.close()


@pytest.fixture
def visitor(services: Services, door: NetworkDoor, things: ExitStack) -> Visitor:
    """Somebody who comes in once the switch is on."""
    entrance = services.network.switch(on=True).entrance
    if entrance is None or not entrance.urls:
        pytest.skip("this machine has no network")
    return Visitor(entrance, things)


def test_the_page_is_on_the_network_once_the_switch_is_on(visitor: Visitor) -> None:
    assert visitor.get("/welcome", NAME).status == 200


def test_a_session_on_the_network_is_never_sent_in_the_clear(visitor: Visitor, owner: PlainBrowser) -> None:
    del owner

    cookie = visitor.get("/sign-in", NAME).headers["Set-Cookie"]

    assert "Secure" in cookie


def test_a_session_on_the_box_and_one_on_the_network_do_not_stand_in_each_others_way(
    visitor: Visitor, app: Flask, owner: PlainBrowser
) -> None:
    del owner
    here = app.test_client().get("/sign-in").headers["Set-Cookie"]

    there = visitor.get("/sign-in", NAME).headers["Set-Cookie"]

    assert there.startswith("__Host-")
    assert "Path=/" in there
    assert "Domain" not in there
    assert not here.startswith("__Host-")


@pytest.mark.parametrize("host", ["shop.example", "203.0.113.9", f"{NAME}.shop.example", "[::2]"])
def test_a_foreign_name_is_refused(visitor: Visitor, host: str) -> None:
    assert visitor.get("/welcome", host).status == 421


def test_the_box_answers_under_its_address_too(visitor: Visitor, door: NetworkDoor) -> None:
    entrance = door.entrance()
    assert entrance is not None

    assert visitor.get("/welcome", urlsplit(entrance.urls[0]).netloc).status == 200


def test_a_device_that_says_nothing_keeps_nobody_out(visitor: Visitor, things: ExitStack) -> None:
    for _ in range(3):
        things.enter_context(socket.create_connection(visitor.address))

    assert visitor.get("/welcome", NAME).status == 200


def test_a_browser_that_does_not_trust_the_box_disturbs_nothing(
    visitor: Visitor, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ssl.SSLError):
        http.client.HTTPSConnection(*visitor.address, timeout=PATIENCE_SECONDS).connect()

    assert visitor.get("/welcome", NAME).status == 200
    assert "Traceback" not in capfd.readouterr().err


def test_who_breaks_off_fills_no_log(
    visitor: Visitor, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for begun in (
        b"",
        b"GET /",
        b"GET /welcome HTTP/1.1\r\nHost: ",
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n",
    ):
        with visitor.line() as line:
            line.sendall(begun)
    with socket.create_connection(visitor.address) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    # Lines are served in the order in which they came.
    assert visitor.get("/welcome", NAME).status == 200
    assert capfd.readouterr().err == ""
    assert caplog.records == []


def test_the_same_switch_closes_it_again(visitor: Visitor, services: Services) -> None:
    reach = services.network.switch(on=False)

    assert reach.entrance is None
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(visitor.address, timeout=PATIENCE_SECONDS)


def test_it_is_open_again_after_a_restart(
    visitor: Visitor,
    services: Services,
    door: NetworkDoor,
    app: Flask,
    desk: Desk,
    tmp_path: Path,
    ports: list[int],
) -> None:
    before = door.entrance()
    services.network.close()

    again = NetworkDoor(app, desk.shop, tmp_path, avahi=tmp_path, ports=ports)
    services.network.use(again)

    assert again.entrance() == before
    again.close()


def test_a_first_visit_from_the_network_needs_the_code_of_the_start(visitor: Visitor) -> None:
    page = visitor.get("/welcome", NAME).read().decode()

    assert 'name="code"' in page


def test_the_owner_finds_address_code_and_fingerprint(owner: PlainBrowser, visitor: Visitor) -> None:
    page = owner.open("/settings/network")

    assert f":{visitor.address[1]}" in page.words
    assert any(name == "src" and value.startswith("data:image/svg") for _, name, value in page.attributes)
    assert "SHA-256" in page.words


def test_the_owner_closes_it_on_the_page(owner: PlainBrowser, visitor: Visitor, services: Services) -> None:
    page = owner.submit(owner.open("/settings/network").form("/settings/network"))

    assert "on this box only" in page.words
    assert not services.network.reach().wanted
    assert services.deeds.latest()[0].deed == "network_closed"


def test_staff_cannot_open_it(staff: PlainBrowser, services: Services) -> None:
    assert staff.open("/settings/network").status == 403
    assert not services.network.reach().wanted


def test_sign_in_works_there(visitor: Visitor, owner: PlainBrowser, app: Flask) -> None:
    del owner
    with app.test_client() as browser:
        form = browser.get("/sign-in", base_url=f"https://{NAME}")
        token = form.text.split('name="csrf_token" value="')[1].split('"')[0]

        answer = browser.post(
            "/sign-in",
            base_url=f"https://{NAME}",
            data={"name": OWNER, "password": PASSWORD, "csrf_token": token},
            headers={"Referer": f"https://{NAME}/sign-in"},
        )

        assert answer.status_code == 303


def test_a_certificate_that_ends_soon_is_renewed_while_the_door_is_open(
    visitor: Visitor, door: NetworkDoor, tmp_path: Path
) -> None:
    before = ssl.get_server_certificate(visitor.address)
    door.look()
    assert ssl.get_server_certificate(visitor.address) == before

    file = tmp_path / CERTIFICATE_FILE
    soon = clock.now() + timedelta(days=10)
    file.write_text(re.sub(r"^ends .*", f"ends {soon.isoformat()}", file.read_text()))
    door.look()

    entrance = door.entrance()
    assert entrance is not None
    after = ssl.get_server_certificate(visitor.address)
    assert after != before
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(after)).hexdigest().upper()
    assert entrance.fingerprint.replace(":", "") == digest


@pytest.mark.parametrize("path", ["/events/stream", "/api/v1/events"])
def test_closing_it_ends_what_the_devices_on_the_network_follow(
    visitor: Visitor, services: Services, owner: PlainBrowser, path: str
) -> None:
    del owner
    token = services.accounts.make_link_token()
    cookie = visitor.get(f"/sign-in/link?token={token}", NAME).headers["Set-Cookie"].partition(";")[0]
    key = services.keys.create("till")
    stream = visitor.get(path, NAME, {"Cookie": cookie, "Authorization": f"Bearer {key}"})
    assert stream.status == 200
    stream.readline()

    services.network.switch(on=False)

    # One that goes on says nothing for longer than the patience of the visitor.
    stream.read()
