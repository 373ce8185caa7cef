"""``modems``: what is plugged in, as the running daemon sees it."""

from __future__ import annotations

import json
from typing import Any

import click

from modemsms.commands import daemon
from modemsms.commands.options import config_options, example, load, table
from modemsms.commands.terminal import one_line, say


@click.command(epilog=example("modemsms modems", "modemsms modems --json"))
@click.option("--json", "as_json", is_flag=True, help="Print what the API gives.")
@config_options
def modems(*, as_json: bool) -> None:
    """Show what is plugged in, and what state it is in."""
    server = daemon.find(load().data.dir)
    answer = server.call("GET", "/modems")
    plugged_in = server.call("GET", "/devices")["devices"]
    if as_json:
        click.echo(json.dumps(answer | {"devices": plugged_in}, ensure_ascii=False, indent=2))
        return
    if answer["modems"]:
        say(
            table(
                [("NAME", "STATE", "NUMBER", "OPERATOR", "SIGNAL", "PORT", "REASON")]
                + [_row(modem) for modem in answer["modems"]]
            )
        )
    else:
        click.echo("No modem is set up yet. Add one in the config file or on the page.", err=True)
    for device in plugged_in:
        if not device["modems"]:
            say(f"{device['title']}: {device['needs'] or device['sentence']}", err=True)


def _row(modem: Any) -> tuple[str, ...]:
    signal = modem["signal_dbm"]
    cells = (
        modem["name"],
        modem["state"],
        modem["number"] or "-",
        modem["operator"] or "-",
        "-" if signal is None else f"{signal} dBm",
        modem["port"],
        modem["reason"]["message"] if modem["reason"] else "",
    )
    return tuple(map(one_line, cells))
