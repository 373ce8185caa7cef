"""The command line and a running daemon: serve, send, modems, demo, simulate, and how they end."""

from __future__ import annotations

import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.running import PATIENCE_SECONDS, ROOT, Running, Start, command

ANNA = "+447700900001"
REFUSED = "+4915799990001"  # the simulator answers +CMS ERROR: 1
SILENT = "+4915799994000"  # the simulator says nothing after Ctrl-Z


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a command; it is killed at the end of the test if it still runs."""
    running: list[Running] = []

    def begin(*words: str | Path) -> Running:
        running.append(Running(tmp_path / f"stderr{len(running)}", *words))
        return running[-1]

    yield begin
    for one in running:
        one.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A shop with one simulated modem, and no patience with one that falls silent."""
    file = tmp_path / "shop.toml"
    file.write_text(
        """
        web.port = 0
        sending.submit_timeout = 3
        [[modems]]
        name = "counter"
        driver = "simulator"
        port = "simulated"
        """
    )
    return file


def serve(start: Start, config: Path, data: Path) -> Running:
    server = start("serve", "--config", config, "--data", data)
    assert re.fullmatch(r"serving on http://127\.0\.0\.1:\d+", server.line())
    return server


def run(data: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("--data", data, *words), capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE_SECONDS
    )


def api(data: Path, path: str) -> http.client.HTTPResponse:
    told = json.loads((data / "daemon.json").read_text())
    request = urllib.request.Request(
        f"{told['url']}/api/v1{path}", headers={"Authorization": f"Bearer {told['token']}"}
    )
    response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)
    return response


def await_event(data: Path, status: str) -> None:
    """Wait until a message has *status*."""
    with api(data, "/events?after=0") as stream:
        for line in stream:
            if line.startswith(b"data: ") and json.loads(line[6:]).get("status") == status:
                return


# --- serve ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_prints_one_line_when_the_page_answers_and_ends_cleanly(
    start: Start, config: Path, data: Path, number: signal.Signals
) -> None:
    server = start("serve", "--config", config, "--data", data)
    url = server.line().removeprefix("serving on ")

    with urllib.request.urlopen(f"{url}/api/v1/openapi.json", timeout=PATIENCE_SECONDS) as answer:
        assert answer.status == 200
    assert server.stop(number) == (0, "")
    assert not (data / "daemon.json").exists()


def test_only_this_user_may_read_how_to_reach_the_daemon(start: Start, config: Path, data: Path) -> None:
    server = serve(start, config, data)

    told = json.loads((data / "daemon.json").read_text())

    assert (data / "daemon.json").stat().st_mode & 0o777 == 0o600
    assert told["pid"] == server.process.pid
    assert set(told) == {"pid", "url", "token"}


def test_the_first_run_code_is_on_stderr_until_there_is_an_owner(
    start: Start, config: Path, data: Path
) -> None:
    first = serve(start, config, data)
    first.stop()
    subprocess.run(
        command("--data", data, "users", "add", "anna", "--role", "owner"),
        input="correct horse\n",
        text=True,
        cwd=ROOT,
        check=True,
    )
    second = serve(start, config, data)
    second.stop()

    assert re.search(r"code.*\b\d{8}\b", first.errors)
    assert "code" not in second.errors


def test_a_data_directory_serves_one_daemon(start: Start, config: Path, data: Path, tmp_path: Path) -> None:
    server = serve(start, config, data)
    assert run(data, "backup", tmp_path / "monday.db").returncode == 0

    for words in (("serve", "--config", config), ("demo",), ("restore", tmp_path / "monday.db")):
        refused = run(data, *words)

        assert (refused.returncode, refused.stdout) == (1, "")
        assert f"pid {server.process.pid}" in refused.stderr


def test_a_port_of_the_page_that_is_taken_is_exit_1(start: Start, config: Path, data: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        config.write_text(f"web.port = {port}")

        refused = run(data, "serve", "--config", config)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[-1].startswith("modemsms: ")
    assert str(port) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_second_signal_does_not_wait_for_the_text_in_the_air(
    start: Start, config: Path, data: Path, tmp_path: Path
) -> None:
    port = tmp_path / "modem0"
    simulator = start("simulate", "--link", port, "--air", "3600")
    assert simulator.line() == str(port)
    config.write_text(f'web.port = 0\n[[modems]]\nname = "counter"\nport = "{port}"\n')
    server = serve(start, config, data)
    run(data, "send", ANNA, "Hello")
    await_event(data, "sending")

    server.process.send_signal(signal.SIGTERM)
    ended = select.select([server.output], [], [], 1)[0]
    status, _ = server.stop()

    assert ended == []
    assert status == 0


# --- through the daemon -----------------------------------------------------------------------------


def test_send_prints_the_id_and_wait_ends_when_it_is_sent(start: Start, config: Path, data: Path) -> None:
    serve(start, config, data)

    sent = run(data, "send", ANNA, "Your books are here")
    awaited = run(data, "send", "--wait", ANNA, "-5 degrees tonight 🥶")

    assert (sent.returncode, sent.stderr) == (0, "")
    assert json.load(api(data, f"/messages/{sent.stdout.strip()}"))["to"] == ANNA
    name, status = awaited.stdout.split()
    assert (awaited.returncode, status in {"sent", "delivered"}) == (0, True)
    assert json.load(api(data, f"/messages/{name}"))["text"] == "-5 degrees tonight 🥶"


@pytest.mark.parametrize(("number", "status"), [(REFUSED, "failed"), (SILENT, "unknown")])
def test_wait_ends_at_any_end_and_is_exit_1_unless_it_was_sent(
    start: Start, config: Path, data: Path, number: str, status: str
) -> None:
    serve(start, config, data)

    awaited = run(data, "send", "--wait", number, "Hello")

    assert (awaited.returncode, awaited.stdout.split()[1]) == (1, status)
    assert awaited.stderr != ""


def test_what_the_daemon_refuses_is_exit_1_with_its_sentence(start: Start, config: Path, data: Path) -> None:
    serve(start, config, data)

    for words in (("send", "Anna", "Hello"), ("send", ANNA, ""), ("send", "--wait", ANNA, "x" * 1601)):
        refused = run(data, *words)

        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith("modemsms: ")


def test_a_daemon_that_stops_under_wait_is_exit_3_and_the_text_is_kept(
    start: Start, config: Path, data: Path
) -> None:
    config.write_text('web.port = 0\n[[modems]]\nname = "counter"\nport = "/dev/none"\n')
    server = serve(start, config, data)
    waiting = start("--data", data, "send", "--wait", ANNA, "Hello")
    waiting.line()

    server.stop()

    assert waiting.ended() == (3, "")
    assert "keeps the text" in waiting.errors
    serve(start, config, data)
    assert len(json.load(api(data, "/messages?status=queued"))["messages"]) == 1


def test_modems_shows_the_state_of_each(start: Start, config: Path, data: Path) -> None:
    with config.open("a") as file:
        file.write('[[modems]]\nname = "phone"\ndriver = "android"\nport = "http://127.0.0.1:9"\n')
    serve(start, config, data)
    run(data, "send", "--wait", ANNA, "Hello")

    table = run(data, "modems").stdout.splitlines()
    told = json.loads(run(data, "modems", "--json").stdout)

    assert table[0].split()[:2] == ["NAME", "STATE"]
    assert table[1].split()[:2] == ["counter", "ready"]
    assert table[2].split()[:2] == ["phone", "unavailable"]
    assert [modem["state"] for modem in told["modems"]] == ["ready", "unavailable"]
    assert told["modems"][1]["reason"]["message"] in table[2]


def test_the_doctor_repeats_what_is_wrong_with_a_modem(start: Start, config: Path, data: Path) -> None:
    config.write_text(
        'web.port = 0\n[[modems]]\nname = "phone"\ndriver = "android"\nport = "http://127.0.0.1:9"\n'
    )
    server = serve(start, config, data)

    seen = run(data, "doctor", "--config", config)

    assert seen.returncode == 1
    assert f"ok   modemsms runs (pid {server.process.pid})" in seen.stdout
    assert "fix  Modem phone is" in seen.stdout


def test_a_key_made_or_revoked_beside_the_daemon_counts_at_once(
    start: Start, config: Path, data: Path
) -> None:
    serve(start, config, data)
    url = json.loads((data / "daemon.json").read_text())["url"]
    key = run(data, "keys", "create", "till").stdout.strip()

    def status() -> int:
        address = urlsplit(url)
        with closing(http.client.HTTPConnection(address.hostname or "", address.port)) as connection:
            connection.request("GET", "/api/v1/modems", headers={"Authorization": f"Bearer {key}"})
            return connection.getresponse().status

    assert status() == 200
    run(data, "keys", "revoke", "till")
    assert status() == 401


def test_a_backup_is_made_while_the_daemon_runs(
    start: Start, config: Path, data: Path, tmp_path: Path
) -> None:
    serve(start, config, data)
    run(data, "send", "--wait", ANNA, "Hello")

    made = run(data, "backup", tmp_path / "monday.db")

    assert made.returncode == 0
    assert "1 messages" in run(data, "verify", tmp_path / "monday.db").stdout


# --- demo and simulate --------------------------------------------------------------------------------


def test_the_demo_prints_one_link_that_signs_in_and_leaves_nothing_behind(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    demo = start("demo", "--air", "0.1")
    link = demo.line().removeprefix("sign in: ")

    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(link, timeout=PATIENCE_SECONDS) as page:
        assert page.status == 200
        assert "sign-in" not in page.url

    assert demo.stop() == (0, "")
    assert list(temporary.iterdir()) == []


def test_a_demo_on_a_directory_keeps_what_it_did(start: Start, data: Path) -> None:
    demo = start("demo", "--air", "0", "--modems", "1", "--data", data)
    demo.line()
    modems = json.loads(run(data, "modems", "--json").stdout)["modems"]
    demo.stop()

    assert len(modems) == 1
    assert (data / "modemsms.db").exists()


def test_simulate_prints_a_port_for_each_modem_and_takes_its_links_away(start: Start, tmp_path: Path) -> None:
    links = [tmp_path / "modem0", tmp_path / "modem1"]
    simulator = start("simulate", "--modems", "3", "--link", *links)

    paths = [Path(simulator.line()) for _ in range(3)]

    assert paths[:2] == links
    assert all(path.resolve().is_char_device() for path in paths)
    with paths[0].open("r+b", buffering=0) as port:
        os.write(port.fileno(), b"AT\r")
        answer = b""
        while not answer.endswith(b"OK\r\n"):
            answer += os.read(port.fileno(), 64)
    assert simulator.stop() == (0, "")
    assert not any(link.is_symlink() for link in links)


def test_a_link_in_the_way_of_a_file_is_refused(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("precious")
    simulator = start("simulate", "--link", file)

    assert simulator.ended() == (1, "")
    assert file.read_text() == "precious"
