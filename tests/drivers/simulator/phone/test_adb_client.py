"""Debian's own adb client on the simulated server."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.simulator.phone import AdbServer
from drivers.simulator.phone.adb.server import VERSION
from tests.drivers.simulator.bench import ANNA
from tests.drivers.simulator.phone.handset import Handset, Hooks, basic, ready_for_webhooks

pytestmark = pytest.mark.skipif(
    shutil.which("adb") is None, reason="adb is not installed here (Debian's package is called adb)"
)

PACKAGE = "me.capcom.smsgateway"

Adb = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(adb: AdbServer, tmp_path: Path) -> Adb:
    """The client, in a home of its own; it must never start a server beside ours."""

    def client(*words: str) -> subprocess.CompletedProcess[str]:
        command = ["adb", "-P", str(adb.port), *words]
        home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, env=home
        )
        assert "daemon" not in done.stderr, done.stderr
        return done

    return client


def test_the_client_takes_us_for_a_server_of_its_own_version(run: Adb) -> None:
    assert f"Android Debug Bridge version 1.0.{VERSION}" in run("version").stdout


def test_devices_are_listed(run: Adb, adb: AdbServer, handset: Handset) -> None:
    assert run("devices").stdout == "List of devices attached\nR58M1\tdevice\n\n"
    assert "model:Pixel_7 device:panther transport_id:1" in run("devices", "-l").stdout

    adb.set_state(handset.phone, "unauthorized")
    assert "R58M1\tunauthorized" in run("devices").stdout
    refused = run("shell", "true")
    assert (refused.returncode, "unauthorized" in refused.stderr) == (1, True)

    adb.set_state(handset.phone, "no permissions")
    assert "no permissions" in run("devices").stdout

    handset.phone.unplug()
    assert run("devices").stdout == "List of devices attached\n\n"


def test_a_forward_leads_to_the_app(run: Adb, handset: Handset) -> None:
    port = int(run("-s", "R58M1", "forward", "tcp:0", "tcp:8080").stdout)

    assert run("forward", "--list").stdout == f"R58M1 tcp:{port} tcp:8080\n\n"
    assert asked(handset, port) == 200

    assert run("forward", "--remove", f"tcp:{port}").returncode == 0
    assert run("forward", "--remove", f"tcp:{port}").returncode == 1
    with pytest.raises(OSError, match="refused"):
        asked(handset, port)


def test_a_reverse_brings_webhooks_to_the_host(run: Adb, handset: Handset, hooks: Hooks) -> None:
    host = handset.phone.reverses.pop("tcp:9876")
    assert run("reverse", "tcp:9876", host).returncode == 0
    ready_for_webhooks(handset, "sms:received", url=hooks.url)

    handset.phone.receive(ANNA, "Hello")
    handset.wait(1)

    assert hooks.wait_for(1)
    assert run("reverse", "--list").stdout == f"UsbFfs tcp:9876 {host}\n\n"
    assert run("reverse", "--remove-all").returncode == 0
    assert handset.phone.reverses == {}


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("getprop ro.product.model", "Pixel 7\n"),
        ("getprop gsm.sim.state", "LOADED,LOADED\n"),
        ("dumpsys battery | grep temperature", "  temperature: 270\n"),
        (f"dumpsys package {PACKAGE} | grep versionName", "    versionName=1.68.0\n"),
        (f"pm list packages {PACKAGE}", f"package:{PACKAGE}\n"),
        ("settings get global sms_outgoing_check_max_count", "null\n"),
        ("settings put global some_limit 99; settings get global some_limit", "99\n"),
        (f"dumpsys deviceidle whitelist +{PACKAGE}", f"Added: {PACKAGE}\n"),
        ("echo 'a  b' && false || echo \"$HOME\" > /dev/null; echo $?", "a  b\n0\n"),
    ],
)
def test_the_shell_answers(run: Adb, command: str, output: str) -> None:
    assert run("shell", command).stdout == output


def test_the_shell_gives_errors_and_codes_apart(run: Adb) -> None:
    done = run("shell", "nonsense --at all")

    assert (done.returncode, done.stdout) == (127, "")
    assert "nonsense" in done.stderr


def test_the_app_is_stopped_and_started(run: Adb, handset: Handset) -> None:
    run("shell", "am", "force-stop", PACKAGE)
    assert handset.phone.port_of(8080) is None
    assert run("shell", "pidof", PACKAGE).returncode == 1

    run("shell", "am", "start", "-n", f"{PACKAGE}/.MainActivity")
    assert handset.phone.port_of(8080) is not None


@pytest.mark.parametrize("way", [[], ["--no-streaming"]], ids=["streamed", "pushed"])
def test_an_app_is_installed_granted_and_switched_on(tmp_path: Path, way: list[str]) -> None:
    handset = Handset(serial="R58M1", installed=False)
    apk = tmp_path / "app-release.apk"
    apk.write_bytes(b"PK\x03\x04" + bytes(300_000))
    with AdbServer() as adb:
        adb.attach(handset.phone)

        def client(*words: str) -> str:
            done = subprocess.run(
                ["adb", "-P", str(adb.port), *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=20,
            )
            return done.stdout + done.stderr

        assert PACKAGE not in client("shell", "pm list packages")
        assert "Success" in client("install", *way, str(apk))
        assert PACKAGE in client("shell", "pm list packages")
        handset.phone.tap_online()
        denied = handset.text("Hello")
        handset.wait(1)
        assert "SEND_SMS" in handset.recipient(denied)["error"]

        assert client("shell", "pm", "grant", PACKAGE, "android.permission.SEND_SMS") == ""
        handset.text("Hello")
        handset.wait(1)
        assert handset.on_air() == ["Hello"]
    handset.close()


def test_what_is_no_app_is_not_installed(run: Adb, tmp_path: Path) -> None:
    (tmp_path / "letter.apk").write_bytes(b"Dear Sir or Madam")

    done = run("install", str(tmp_path / "letter.apk"))

    assert done.returncode == 1
    assert "INSTALL_PARSE_FAILED_NOT_APK" in done.stderr


def test_files_are_pushed_and_pulled(run: Adb, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(bytes(range(256)) * 1000)

    assert run("push", str(source), "/data/local/tmp/source").returncode == 0
    assert run("pull", "/data/local/tmp/source", str(target)).returncode == 0

    assert target.read_bytes() == source.read_bytes()


def test_two_phones_with_one_serial_are_told_apart_by_transport_only(run: Adb, adb: AdbServer) -> None:
    twin = Handset(serial="R58M1", sims=1)
    adb.attach(twin.phone)

    assert run("-s", "R58M1", "get-state").returncode == 1
    assert "more than one device" in run("-s", "R58M1", "shell", "true").stderr
    assert run("-t", "2", "get-state").stdout == "device\n"
    adb.detach(twin.phone)
    assert run("-s", "R58M1", "get-state").stdout == "device\n"
    twin.close()


def test_it_waits_for_a_phone(run: Adb, adb: AdbServer, handset: Handset) -> None:
    assert run("wait-for-device").returncode == 0

    waiting = subprocess.Popen(["adb", "-P", str(adb.port), "wait-for-disconnect"], stdin=subprocess.DEVNULL)
    handset.phone.unplug()
    assert waiting.wait(10) == 0


def test_a_reboot_takes_forwards_along(run: Adb, handset: Handset) -> None:
    run("forward", "tcp:0", "tcp:8080")

    run("reboot")
    assert run("devices").stdout == "List of devices attached\n\n"
    handset.wait(30)

    assert "transport_id:2" in run("devices", "-l").stdout
    assert run("forward", "--list").stdout == "\n"


def test_the_server_is_not_ended_by_a_client_unless_it_should_be(run: Adb) -> None:
    assert run("kill-server").returncode == 0

    assert "R58M1" in run("devices").stdout


def test_the_server_ends_when_it_is_told_to_and_obeys() -> None:
    with AdbServer(obeys_kill=True) as adb:
        subprocess.run(["adb", "-P", str(adb.port), "kill-server"], timeout=20, check=True)

        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", adb.port), 5)


def asked(handset: Handset, port: int) -> int:
    """The status of the probe through *port* of the host."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Authorization": basic(handset.phone)})
        return connection.getresponse().status
    finally:
        connection.close()
