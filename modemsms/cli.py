"""The command line: what ``modemsms`` can be asked to do. stdout holds only what a command promises."""

from __future__ import annotations

import os

import click

from modemsms.commands import backup, doctor, keys, modems, phone, send, serve, users, ussd
from modemsms.commands.options import Commands, config_options, example


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("modemsms demo", "modemsms serve", 'modemsms send +447700900123 "Your order is ready."'),
)
@click.version_option(package_name="modemsms", message="%(package)s %(version)s")
@config_options
def main() -> None:
    """Text messaging for small shops, on hardware they already have.

    Exit status: 0 done, 1 refused, 2 wrong usage or config, 3 no daemon runs.
    """
    # Whatever we write holds what customers wrote, or opens it: nobody else on the machine reads it.
    os.umask(0o077)


for command in (
    serve.serve,
    serve.demo,
    send.send,
    modems.modems,
    ussd.ussd,
    phone.phone,
    doctor.doctor,
    keys.keys,
    users.users,
    backup.backup,
    backup.verify,
    backup.restore,
    serve.simulate,
):
    main.add_command(command)
