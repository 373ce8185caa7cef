"""``send``: one text through the running daemon."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import click

from modemsms.commands import daemon
from modemsms.commands.options import config_options, example, load
from modemsms.commands.outcomes import DONE, REFUSED, NoDaemon
from modemsms.commands.terminal import say

ENDS = frozenset({"sent", "delivered", "undelivered", "failed", "cancelled", "unknown"})
GOOD = frozenset({"sent", "delivered"})

STOPPED = "The daemon stopped; it keeps the text and goes on with it when it runs again."


@click.command(
    # A text may begin with a minus sign, "-5 degrees tonight": so there are no short options here.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog=example(
        'modemsms send +447700900123 "Your order is ready."',
        'modemsms send --wait +447700900123 "Your order is ready."',
    ),
)
@click.argument("number")
@click.argument("text")
@click.option("--wait", is_flag=True, help="Wait until it is sent or has ended otherwise; print its status.")
@config_options
@click.pass_context
def send(ctx: click.Context, number: str, text: str, *, wait: bool) -> None:
    """Send TEXT to NUMBER through the running daemon, and print the message's ID.

    With --wait the exit status is 0 only if the text was sent.
    """
    server = daemon.find(load().data.dir)
    body = {"to": number, "text": text}
    # A key of its own makes it the same message should the request be repeated on the way.
    once = {"Idempotency-Key": str(uuid.uuid4())}
    if not wait:
        click.echo(server.call("POST", "/messages", body, once)["id"])
        return
    with server.events() as events:
        message = server.call("POST", "/messages", body, once)
        click.echo(message["id"])
        message = _await_end(server, events, message)
    click.echo(message["status"])
    _explain(message)
    ctx.exit(DONE if message["status"] in GOOD else REFUSED)


def _await_end(server: daemon.Daemon, events: Iterator[daemon.Event], message: Any) -> Any:
    """*message* as it stands when it has ended. At a heartbeat it is looked up, behind the events."""
    told = False
    while message["status"] not in ENDS:
        if message["reason"] and not told:
            _explain(message)
            told = True
        message = _next(server, events, message)
    return message


def _next(server: daemon.Daemon, events: Iterator[daemon.Event], message: Any) -> Any:
    """*message* after the next event. Raises ``NoDaemon`` when there will be none."""
    event = next(events, None)
    if event is None:
        raise NoDaemon(STOPPED)
    if event.kind == "message" and event.body["id"] == message["id"]:
        return event.body
    if event.kind in ("message", "modem"):
        return message
    try:
        return server.call("GET", f"/messages/{message['id']}")
    except NoDaemon as error:
        raise NoDaemon(STOPPED) from error


def _explain(message: Any) -> None:
    if message["reason"]:
        say(f"{message['reason']['code']}: {message['reason']['message']}", err=True)
