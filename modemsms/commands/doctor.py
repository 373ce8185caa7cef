"""``doctor``: looks at everything that can be looked at, and says in plain words what to do."""

from __future__ import annotations

import grp
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modemsms.commands import daemon
from modemsms.commands.options import config_options, example, load
from modemsms.commands.outcomes import DONE, REFUSED, NoDaemon, Refused
from modemsms.commands.terminal import say
from modemsms.devices import Severity

if TYPE_CHECKING:
    from modemsms.config import Config, ModemConfig


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: a sentence, and what to do about it unless it is well.

    An *advice* need not be followed: everything works without.
    """

    sentence: str
    todo: str | None = None
    advice: bool = False

    @property
    def mark(self) -> str:
        """What stands in front of it."""
        return "ok " if self.todo is None else "tip" if self.advice else "fix"


@click.command(epilog=example("modemsms doctor", "modemsms doctor --config /etc/modemsms/config.toml"))
@config_options
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check everything, and say what to do in plain words.

    The exit status is 0 if all is well, 1 if something needs to be done, 2 if the config is wrong.
    """
    config = load()
    findings = list(examine(config))
    for finding in findings:
        say(f"{finding.mark}  {finding.sentence}")
        if finding.todo is not None:
            say(f"     → {finding.todo}")
    ctx.exit(DONE if all(finding.todo is None or finding.advice for finding in findings) else REFUSED)


def examine(config: Config) -> Iterator[Finding]:
    """Everything that can be said about this shop's machine."""
    yield Finding(f"Config: {config.file or 'none, so everything has its default'}.")
    yield from data_directory(config.data.dir)
    yield from database(config)
    daemon_pid = None
    try:
        server = daemon.find(config.data.dir)
        daemon_pid = server.pid
        yield from running(server)
    except NoDaemon:
        yield Finding(f"modemsms does not run on {config.data.dir}.", "Start it: modemsms serve")
    except Refused as error:
        yield Finding(str(error), "Try again with sudo, or as the user who runs modemsms.")
    for modem in config.modems:
        yield from port(modem)
    yield from machine(config, daemon_pid)


def machine(config: Config, daemon_pid: int | None) -> Iterator[Finding]:
    """Who else wants the modems, rights, power, clock and disk."""
    from modemsms import app

    for finding in app.machine_findings(config, daemon_pid):
        yield Finding(finding.sentence, finding.step or None, finding.severity is Severity.ADVICE)


def data_directory(directory: Path) -> Iterator[Finding]:
    """Whether there is a place to keep things."""
    place = directory
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        yield Finding(
            f"{place} cannot be written: {error.strerror}.",
            f"Give it to the user who runs modemsms (sudo chown {os.environ.get('USER', 'USER')} {place}),"
            " or name another directory with --data.",
        )
    else:
        yield Finding(f"{directory} can be written.")


def database(config: Config) -> Iterator[Finding]:
    """Whether the file that holds everything is sound."""
    from modemsms import app
    from modemsms.services.assembly import DATABASE

    file = config.data.dir / DATABASE
    if not file.exists():
        yield Finding("There is no database yet; the first start makes it.")
        return
    damage = app.damage(config)
    if damage is None:
        yield Finding(f"{file} is sound.")
    else:
        yield Finding(
            f"{file} is damaged: {damage}.",
            "Stop modemsms, then bring back the newest sound backup: modemsms restore FILE",
        )


def running(server: daemon.Daemon) -> Iterator[Finding]:
    """What the running daemon says of itself and of its modems."""
    modems = server.call("GET", "/modems")["modems"]
    yield Finding(f"modemsms runs (pid {server.pid}) at {server.url}.")
    for device in server.call("GET", "/devices")["devices"]:
        if device["needs"] and not device["modems"] and device["kind"] != "adapter":
            yield Finding(f"{device['title']}: {device['sentence']}", device["needs"], advice=True)
    if not modems:
        yield Finding("No modem is set up.", "Plug one in and add it on the page, or in the config file.")
    for modem in modems:
        name, reason = modem["name"], modem["reason"]
        if modem["state"] in ("ready", "disabled"):
            yield Finding(f"Modem {name} is {modem['state']}.")
        else:
            yield Finding(
                f"Modem {name} is {modem['state'].replace('_', ' ')}.",
                reason["message"] if reason else "Wait a minute and look again.",
            )


def port(modem: ModemConfig) -> Iterator[Finding]:
    """Whether the port of a configured modem is there and may be used."""
    if not modem.enabled or not modem.port.startswith("/"):
        return
    path = Path(modem.port)
    if not path.exists():
        yield Finding(
            f"Modem {modem.name}: there is no {path}.",
            "Plug the modem in. If it is in, look for its name with: ls /dev/serial/by-id/",
        )
    elif not os.access(path, os.R_OK | os.W_OK):
        yield Finding(
            f"Modem {modem.name}: {path} may not be used by this user.",
            "Put the user who runs modemsms into the group of the port:"
            f" sudo usermod -aG {group(path)} NAME, then sign in anew.",
        )
    else:
        yield Finding(f"Modem {modem.name}: {path} is there.")


def group(path: Path) -> str:
    """The group that may use *path*, ``dialout`` on Debian."""
    number = path.stat().st_gid
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
