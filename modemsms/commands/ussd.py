"""``ussd``: a code such as *100# through the running daemon, and the menu that may follow."""

from __future__ import annotations

import sys
from urllib.parse import quote

import click

from modemsms.commands import daemon
from modemsms.commands.options import config_options, example, load
from modemsms.commands.terminal import say

# The daemon gives a code up after this; a network may take a minute for each step of a menu.
ANSWER_SECONDS = 210


@click.command(epilog=example("modemsms ussd counter '*100#'"))
@click.argument("modem")
@click.argument("code")
@config_options
def ussd(modem: str, code: str) -> None:
    """Dial CODE on MODEM and print the network's answer.

    Where the network waits for a reply and this is a terminal, the reply is asked for; an empty one leaves
    the menu.
    """
    server = daemon.find(load().data.dir)
    path = f"/modems/{quote(modem, safe='')}/ussd"
    while code:
        answer = server.call("POST", path, {"code": code}, seconds=ANSWER_SECONDS)
        say(answer["text"])
        if not answer["open"]:
            return
        if not sys.stdin.isatty():
            click.echo("The network waits for a reply: dial it with the same command.", err=True)
            return
        code = click.prompt("Reply", default="", show_default=False, err=True).strip()
