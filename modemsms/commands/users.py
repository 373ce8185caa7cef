"""``users``: who may sign in to the page. Works with and without a running daemon."""

from __future__ import annotations

import sys
from typing import Literal, cast

import click

from modemsms.commands.options import Commands, config_options, example, open_services, table
from modemsms.commands.passwords import typed_password
from modemsms.errors import InvalidInput, NotFound


@click.group(
    cls=Commands,
    epilog=example(
        "modemsms users add anna --role owner", "modemsms users passwd anna", "modemsms users list"
    ),
)
def users() -> None:
    """The people who may sign in to the page."""


@users.command(
    epilog=example("modemsms users add anna --role owner", "pass show anna | modemsms users add anna")
)
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["owner", "staff"]),
    default="staff",
    show_default=True,
    help="What they may do.",
)
@config_options
def add(name: str, role: str) -> None:
    """Let NAME sign in. The password comes from the terminal, else it is one line of stdin."""
    with open_services() as services:
        services.accounts.add(name, _new_password(), cast(Literal["owner", "staff"], role))


@users.command(epilog=example("modemsms users passwd anna"))
@click.argument("name")
@config_options
def passwd(name: str) -> None:
    """Give NAME a new password. Everybody who is signed in as NAME is signed out."""
    with open_services() as services:
        if name.casefold() not in {user.name.casefold() for user in services.accounts.list()}:
            raise NotFound(f"There is no user named “{name}”.")
        services.accounts.set_password(name, _new_password())


@users.command("list", epilog=example("modemsms users list"))
@config_options
def list_users() -> None:
    """Show who may sign in, and as what."""
    with open_services() as services:
        click.echo(table([("NAME", "ROLE"), *((user.name, user.role) for user in services.accounts.list())]))


def _new_password() -> str:
    """From the terminal, typed twice and not shown; else one line of stdin."""
    password = typed_password("New password: ")
    if sys.stdin.isatty() and typed_password("The same again: ") != password:
        raise InvalidInput("password", "The two passwords are not the same.")
    return password
