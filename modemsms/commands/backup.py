"""``backup``, ``verify`` and ``restore``: the shop's whole memory as one file."""

from __future__ import annotations

from pathlib import Path

import click

from modemsms.commands.options import config_options, example, load, open_services

File = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog=example("modemsms backup /media/usb/monday.db"))
@click.argument("file", type=File)
@config_options
def backup(file: Path) -> None:
    """Write everything into FILE, also while the daemon runs, and check that it is sound."""
    with open_services() as services:
        verified = services.backups.backup(file)
    click.echo(f"{file}: {verified.messages} messages, {verified.contacts} contacts")


@click.command(epilog=example("modemsms verify /media/usb/monday.db"))
@click.argument("file", type=File)
def verify(file: Path) -> None:
    """Check that FILE is a whole and sound backup, and say what is in it."""
    from modemsms import app

    verified = app.verify(file)
    click.echo(f"{file} is sound: {verified.messages} messages, {verified.contacts} contacts")


@click.command(epilog=example("modemsms restore /media/usb/monday.db"))
@click.argument("file", type=File)
@config_options
def restore(file: Path) -> None:
    """Put FILE in the place of the present database. The daemon must not run.

    Nothing is sent by it: what waited in the backup stands as unknown, for a person to decide. The
    present database is kept beside the new one.
    """
    from modemsms import app

    restored = app.restore(load(), file)
    click.echo(f"restored {restored.messages} messages, {restored.contacts} contacts")
