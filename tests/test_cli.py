"""The command line where no daemon runs: help, exit codes, keys, users, backups, doctor."""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from modemsms.cli import main
from modemsms.lock import DataLock

ROOT = Path(__file__).parent.parent

COMMANDS = (
    "serve",
    "demo",
    "send",
    "modems",
    "ussd",
    "phone",
    "doctor",
    "keys",
    "keys create",
    "keys list",
    "keys revoke",
    "users",
    "users add",
    "users passwd",
    "users list",
    "backup",
    "verify",
    "restore",
    "simulate",
)


@dataclass
class Shell:
    """Commands on a data directory, as somebody types them."""

    data: Path

    def run(self, *words: str | Path, stdin: str | None = None) -> Result:
        typed = [str(word) for word in words]
        return CliRunner().invoke(main, ["--data", str(self.data), *typed], input=stdin)

    def done(self, *words: str | Path, stdin: str | None = None) -> str:
        result = self.run(*words, stdin=stdin)
        assert result.exit_code == 0, result.stderr
        return result.stdout


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODEMSMS_CONFIG", raising=False)
    return Shell(tmp_path / "data")


# --- help and usage -------------------------------------------------------------------------------


def test_the_commands_are_those_of_the_contract_in_its_order() -> None:
    def names(group: click.Group, before: str = "") -> Iterator[str]:
        for name, command in group.commands.items():
            yield before + name
            if isinstance(command, click.Group):
                yield from names(command, f"{before}{name} ")

    assert tuple(names(main)) == COMMANDS


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help_with_an_example(command: str, shell: Shell) -> None:
    shown = shell.done(*command.split(), "--help")

    assert "Examples:" in shown
    assert f"modemsms {command}".rstrip() in shown.partition("Examples:")[2]


def test_help_names_every_option_of_the_contract(shell: Shell) -> None:
    wanted = {
        "serve": ("--config", "--data"),
        "demo": ("--port", "--modems", "--air", "--data"),
        "send": ("--wait", "NUMBER", "TEXT"),
        "modems": ("--json",),
        "users add": ("--role", "owner|staff", "NAME"),
        "simulate": ("--modems", "--link PATH ...", "--air"),
        "restore": ("FILE",),
    }
    for command, options in wanted.items():
        shown = shell.done(*command.split(), "--help")

        assert [option for option in options if option not in shown] == []


@pytest.mark.parametrize(
    "typed",
    [
        "dance",
        "send",
        "send +447700900001",
        "send +447700900001 Hello there",
        "keys",
        "keys create",
        "keys dance",
        "users add anna --role king",
        "demo --port 70000",
        "demo --modems 0",
        "demo --air -1",
        "simulate --modems none",
        "simulate /tmp/modem0",
        "simulate --modems 1 --link /tmp/modem0 /tmp/modem1",
        "verify",
        "serve --prot 5",
        "phone --password=hunter2",
    ],
)
def test_wrong_usage_is_exit_2_and_says_so_on_stderr(typed: str, shell: Shell) -> None:
    result = shell.run(*typed.split())

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr != ""


def test_a_wrong_config_is_one_line_and_exit_2(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text("[web]\nprot = 80\n")

    for typed in (("serve",), ("keys", "list"), ("doctor",), ("send", "+447700900001", "Hello")):
        result = shell.run(*typed, "--config", file)

        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"modemsms: {file}, line 2: [web] prot: unknown key; did you mean port?\n"


def test_config_and_data_may_stand_before_or_behind_the_command(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(f'[data]\ndir = "{tmp_path / "a"}"\n')

    def keys(*typed: str | Path) -> str:
        result = CliRunner().invoke(main, [str(word) for word in typed])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    keys("--config", file, "keys", "create", "one")
    keys("keys", "create", "two", "--data", tmp_path / "b")

    assert "one" in keys("keys", "list", "--config", file)
    assert "two" in keys("--config", file, "keys", "list", "--data", tmp_path / "b")
    assert "two" in keys("--data", tmp_path / "b", "keys", "list")


# --- without a daemon -----------------------------------------------------------------------------


def test_what_needs_a_daemon_is_exit_3_with_a_sentence(shell: Shell) -> None:
    for typed in (
        ("send", "+447700900001", "Hello"),
        ("send", "--wait", "+447700900001", "-5°"),
        ("modems",),
    ):
        result = shell.run(*typed)

        assert (result.exit_code, result.stdout) == (3, "")
        assert "Start it with: modemsms serve" in result.stderr


@pytest.mark.parametrize(
    "left_behind",
    [
        b"",
        b"{",
        b"[]",
        b'{"pid": 1}',
        b'{"pid": 99999999, "url": "http://127.0.0.1:8000", "token": "x"}',
        b'{"pid": 1e99, "url": "http://127.0.0.1:8000", "token": "x"}',
        b'{"pid": 1, "url": "http://127.0.0.1:1", "token": "x"}',
        b'{"pid": 1, "url": "nonsense", "token": "x"}',
    ],
)
def test_what_a_dead_daemon_left_behind_is_no_daemon(shell: Shell, left_behind: bytes) -> None:
    shell.data.mkdir()
    (shell.data / "daemon.json").write_bytes(left_behind)

    result = shell.run("modems")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("modemsms: ")


def test_a_data_directory_that_cannot_be_made_is_refused(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")

    result = shell.run("keys", "list", "--data", tmp_path / "file" / "below")

    assert result.exit_code == 1
    assert result.stderr == f"modemsms: {tmp_path / 'file' / 'below'}: Not a directory\n"


# --- keys -----------------------------------------------------------------------------------------


def test_a_new_key_is_printed_alone_and_only_once(shell: Shell) -> None:
    key = shell.done("keys", "create", "till")

    assert len(key.split()) == 1
    assert key.strip() not in shell.done("keys", "list")
    assert "till" in shell.done("keys", "list")


def test_a_key_is_revoked_once(shell: Shell) -> None:
    shell.done("keys", "create", "till")

    shell.done("keys", "revoke", "till")

    again = shell.run("keys", "revoke", "till")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "There is no key named “till”." in again.stderr


def test_two_keys_cannot_have_one_name(shell: Shell) -> None:
    shell.done("keys", "create", "till")

    assert shell.run("keys", "create", "till").exit_code == 1


# --- users ----------------------------------------------------------------------------------------


def test_people_are_added_with_a_password_from_stdin(shell: Shell) -> None:
    shell.done("users", "add", "anna", "--role", "owner", stdin="correct horse\n")
    shell.done("users", "add", "ben", stdin="battery staple")

    assert shell.done("users", "list").split() == ["NAME", "ROLE", "anna", "owner", "ben", "staff"]


def test_a_password_can_be_changed(shell: Shell) -> None:
    shell.done("users", "add", "anna", stdin="correct horse\n")

    shell.done("users", "passwd", "anna", stdin="battery staple\n")


@pytest.mark.parametrize("password", ["", "\n", "short\n"])
def test_a_password_that_is_none_is_refused(shell: Shell, password: str) -> None:
    result = shell.run("users", "add", "anna", stdin=password)

    assert result.exit_code == 1
    assert "at least" in result.stderr


def test_somebody_who_is_not_there_gets_no_password(shell: Shell) -> None:
    result = shell.run("users", "passwd", "anna", stdin="battery staple\n")

    assert result.exit_code == 1
    assert "anna" in result.stderr


def test_a_name_is_given_once(shell: Shell) -> None:
    shell.done("users", "add", "anna", stdin="correct horse\n")

    assert shell.run("users", "add", "Anna", stdin="correct horse\n").exit_code == 1


def test_at_a_terminal_the_password_is_typed_twice_and_not_shown(shell: Shell) -> None:
    ours, theirs = os.openpty()
    with io.FileIO(ours, "r+") as terminal, io.FileIO(theirs, "r+") as other_end:
        asking = subprocess.Popen(
            [sys.executable, "-m", "modemsms", "--data", shell.data, "users", "add", "anna"],
            stdin=other_end,
            stdout=other_end,
            stderr=other_end,
            cwd=ROOT,
            start_new_session=True,
        )
        shown = b""
        for prompt in (b"New password: ", b"The same again: "):
            while not shown.endswith(prompt):
                shown += terminal.read(1)
            terminal.write(b"correct horse\n")

        assert asking.wait(timeout=30) == 0
    assert b"horse" not in shown
    assert "anna" in shell.done("users", "list")


# --- backups --------------------------------------------------------------------------------------


def test_a_backup_is_made_verified_and_restored(shell: Shell, tmp_path: Path) -> None:
    shell.done("keys", "create", "till")
    file = tmp_path / "monday.db"

    shell.done("backup", file)
    shell.done("keys", "create", "later")
    shown = shell.done("verify", file)
    shell.done("restore", file)

    assert shown == f"{file} is sound: 0 messages, 0 contacts\n"
    assert "till" in shell.done("keys", "list")
    assert "later" not in shell.done("keys", "list")


def test_what_is_no_backup_is_refused(shell: Shell, tmp_path: Path) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"junk" * 1000)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE birds (name)")

    for file in (junk, other, tmp_path / "missing.db"):
        for command in ("verify", "restore"):
            result = shell.run(command, file)

            assert (result.exit_code, result.stdout) == (1, "")
            assert str(file) in result.stderr


def test_a_backup_that_cannot_be_written_is_refused(shell: Shell, tmp_path: Path) -> None:
    result = shell.run("backup", tmp_path / "no" / "such" / "monday.db")

    assert (result.exit_code, result.stdout) == (1, "")


def test_nothing_is_restored_onto_a_directory_in_use(shell: Shell, tmp_path: Path) -> None:
    shell.done("backup", tmp_path / "monday.db")
    lock = DataLock(shell.data)

    result = shell.run("restore", tmp_path / "monday.db")
    served = shell.run("serve")
    lock.release()

    assert (result.exit_code, served.exit_code) == (1, 1)
    assert f"pid {os.getpid()}" in result.stderr
    shell.done("restore", tmp_path / "monday.db")


# --- doctor ---------------------------------------------------------------------------------------


def test_the_doctor_says_what_to_do(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('[[modems]]\nname = "counter"\nport = "/dev/serial/by-id/none"\n')

    result = shell.run("doctor", "--config", file)

    assert result.exit_code == 1
    assert f"ok   Config: {file}." in result.stdout
    assert "modemsms does not run on" in result.stdout
    assert "fix  Modem counter: there is no /dev/serial/by-id/none." in result.stdout
    assert result.stdout.count("fix  ") + result.stdout.count("tip  ") == result.stdout.count("→")


def test_the_doctor_sees_a_sound_and_a_damaged_database(shell: Shell) -> None:
    shell.done("keys", "create", "till")
    database = shell.data / "modemsms.db"
    assert f"ok   {database} is sound." in shell.run("doctor").stdout

    content = bytearray(database.read_bytes())
    content[4096 * 2 : 4096 * 6] = b"\xff" * (4096 * 4)
    database.write_bytes(content)

    shown = shell.run("doctor").stdout
    assert f"fix  {database} is damaged" in shown
    assert "modemsms restore FILE" in shown


def test_the_doctor_names_who_holds_a_port(shell: Shell, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    port = os.ttyname(theirs)
    file = tmp_path / "shop.toml"
    file.write_text(f'[[modems]]\nname = "counter"\nport = "{port}"\n')

    with io.FileIO(ours), io.FileIO(theirs) as terminal:
        holder = subprocess.Popen(["sleep", "60"], stdin=terminal)
        shown = shell.run("doctor", "--config", file).stdout
        holder.kill()
        holder.wait()

    assert "sleep" in shown
    assert str(holder.pid) in shown


def test_the_doctor_changes_nothing(shell: Shell) -> None:
    shell.run("doctor")

    assert not shell.data.exists()
