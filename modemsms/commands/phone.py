"""``phone``: sets up an Android phone, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from modemsms.commands.options import config_options, example, load
from modemsms.commands.outcomes import DONE, REFUSED
from modemsms.commands.passwords import typed_password
from modemsms.commands.terminal import say
from modemsms.devices import Progress, Step

_MARKS = {Progress.DONE: "ok ", Progress.NEEDED: "fix", Progress.UNKNOWN: " ? "}


@click.command(
    epilog=example(
        "modemsms phone",
        "modemsms phone R58M12ABCDE --apk app-release.apk",
        "modemsms phone --fix --password",
    )
)
@click.argument("port", default="auto")
@click.option("--fix", is_flag=True, help="Do what can be done from here without asking.")
@click.option(
    "--apk",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The gateway app, to install it.",
)
@click.option(
    "--password",
    "ask_password",
    is_flag=True,
    help="Ask for the gateway app's password: from the terminal, else one line of stdin. Default: the one in the"
    " config file.",
)
@config_options
@click.pass_context
def phone(ctx: click.Context, port: str, apk: Path | None, *, fix: bool, ask_password: bool) -> None:
    """Walk through what an Android phone still needs: cable, rights, app, battery, password.

    PORT is its adb serial or its http:// address; without it, the only phone on the cable. The exit status is 0
    once nothing is left to do.
    """
    from modemsms import app

    expert = app.phone_expert()
    # Never an argument: every user of this machine sees those.
    user, password = _access(port, typed_password("Password of the gateway app: ") if ask_password else "")
    steps = expert.examine(port, user, password)
    tried: set[str] = set()
    while (step := _doable(steps, tried, has_file=apk is not None)) is not None:
        tried.add(step.code)
        say(f"{step.title}: {step.sentence}")
        if fix or click.confirm(f"{step.action}?", default=True):
            say(expert.carry_out(port, step.code, user, password, apk if step.takes_file else None))
            steps = expert.examine(port, user, password)
    for step in steps:
        say(f"{_MARKS[step.progress]}  {step.title}: {step.sentence}")
    ctx.exit(DONE if all(step.progress is not Progress.NEEDED for step in steps) else REFUSED)


def _access(port: str, password: str) -> tuple[str, str]:
    """User and password for the app: what was typed, else what the config file says for this phone."""
    phones = [modem for modem in load().modems if modem.driver == "android" and port in {modem.port, "auto"}]
    if phones:
        return phones[0].user, password or phones[0].password
    return "sms", password


def _doable(steps: Sequence[Step], tried: set[str], *, has_file: bool) -> Step | None:
    """The first step that is needed, and that can be done from here."""
    return next(
        (
            step
            for step in steps
            if step.progress is Progress.NEEDED
            and step.action
            and step.code not in tried
            and (has_file or not step.takes_file)
        ),
        None,
    )
