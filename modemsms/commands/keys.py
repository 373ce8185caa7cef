"""``keys``: the API keys of programs. Works with and without a running daemon."""

from __future__ import annotations

import click

from modemsms import clock
from modemsms.commands.options import Commands, config_options, example, open_services, table


@click.group(
    cls=Commands,
    epilog=example("modemsms keys create till", "modemsms keys list", "modemsms keys revoke till"),
)
def keys() -> None:
    """API keys: one for each program that sends texts."""


@keys.command(epilog=example("modemsms keys create till"))
@click.argument("name")
@config_options
def create(name: str) -> None:
    """Make a key called NAME and print it: this once, it cannot be shown again."""
    with open_services() as services:
        click.echo(services.keys.create(name))


@keys.command("list", epilog=example("modemsms keys list"))
@config_options
def list_keys() -> None:
    """Show every key: its name, when it was made and last used."""
    with open_services() as services:
        found = services.keys.list()
    rows = [("NAME", "CREATED", "LAST USED", "REVOKED")]
    for key in found:
        moments = (key.created_at, key.last_used_at, key.revoked_at)
        created, used, revoked = ("-" if moment is None else clock.rfc3339(moment) for moment in moments)
        rows.append((key.name, created, used, revoked))
    click.echo(table(rows))


@keys.command(epilog=example("modemsms keys revoke till"))
@click.argument("name")
@config_options
def revoke(name: str) -> None:
    """Make the key NAME worthless, at once and for good."""
    with open_services() as services:
        services.keys.revoke(name)
