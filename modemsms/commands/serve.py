"""``serve``, ``demo`` and ``simulate``: what runs until a signal ends it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from modemsms.commands.options import config_options, data_option, example, load, named_data
from modemsms.commands.stopping import Stopping, on_signals
from modemsms.commands.terminal import OneLineEach
from modemsms.handover import taken_over
from modemsms.memory import share_arenas

if TYPE_CHECKING:
    from modemsms.services.services import Services

Seconds = click.FloatRange(min=0, max=3600)
Modems = click.IntRange(min=1, max=64)


class Server(Protocol):
    """What ``modemsms.app`` builds."""

    url: str
    services: Services

    def start(self) -> None:
        """Returns when the page answers."""

    def when_renewed(self, stop: Callable[[], None]) -> None:
        """*stop* is called when it has to begin anew."""

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Waits for what is in the air until *hurry* says not to."""

    def renew(self) -> None:
        """Begins anew, and does not return, if that was asked for."""


@click.command(epilog=example("modemsms serve", "modemsms serve --config /etc/modemsms/config.toml"))
@config_options
def serve() -> None:
    """Run the daemon: modems, queue, web page.

    Prints one line, "serving on http://HOST:PORT", when the page answers. SIGTERM and SIGINT stop it;
    it waits up to 30 s for the text that is in the air. A second signal does not wait.
    """
    _log_to_stderr()
    share_arenas()
    config = load()
    from modemsms import app

    with on_signals() as stopping:
        left = taken_over()
        server = app.build(config, left)
        _run(server, "" if left else f"serving on {server.url}", stopping)


@click.command(epilog=example("modemsms demo", "modemsms demo --port 8000 --modems 4 --air 0.5"))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port of the page. Default: any free one."
)
@click.option("--modems", type=Modems, default=2, show_default=True, help="How many simulated modems.")
@click.option(
    "--air", type=Seconds, default=1.5, show_default=True, help="Seconds that one text takes on the air."
)
@data_option
def demo(port: int, modems: int, air: float) -> None:
    """Show the whole of it on simulated modems, with customers who answer.

    Prints "sign in: URL". Without --data everything is gone afterwards.
    """
    _log_to_stderr(logging.WARNING)
    from modemsms import app

    with on_signals() as stopping:
        show = app.demo(named_data(), port=port, modems=modems, air=timedelta(seconds=air), left=taken_over())
        _run(show, f"sign in: {show.sign_in_url}", stopping)


@click.command(
    epilog=example(
        "modemsms simulate",
        "modemsms simulate --modems 2 --link /tmp/modem0 /tmp/modem1 --air 2",
        "modemsms simulate --phones 1",
    )
)
@click.option("--modems", type=Modems, help="How many. Default: one for each link, or one.")
@click.option(
    "--link",
    "links",
    metavar="PATH ...",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Also make PATH lead to a modem, the first to the first.",
)
@click.option(
    "--air", type=Seconds, default=1.5, show_default=True, help="Seconds that one text takes on the air."
)
@click.option(
    "--phones", type=click.IntRange(0, 16), default=0, help="Android phones besides, on an adb server."
)
@click.option(
    "--adb-port", type=click.IntRange(0, 65535), default=0, help="That server's port. Default: any."
)
@click.argument("more_links", metavar="", nargs=-1, type=click.Path(path_type=Path))
def simulate(
    modems: int | None,
    links: tuple[Path, ...],
    air: float,
    phones: int,
    adb_port: int,
    more_links: tuple[Path, ...],
) -> None:
    """Run only the simulated modems, for any SMS program.

    Prints the path of each modem's port, one a line, and runs until a signal. With --phones there is a line for
    each phone behind them: its serial, the adb server, the app's address, user and password.
    """
    if more_links and not links:
        raise click.UsageError(f"Got unexpected extra argument ({more_links[0]})")
    links += more_links
    count = modems or max(len(links), 0 if phones else 1)
    if len(links) > count:
        raise click.UsageError(f"There are {len(links)} links for {count} modems.")
    _log_to_stderr()
    from modemsms import app

    with on_signals() as stopping:
        app.simulate(
            count,
            links,
            timedelta(seconds=air),
            phones=phones,
            adb_port=adb_port,
            tell=click.echo,
            stop=stopping.asked,
        )


def _run(server: Server, line: str, stopping: Stopping) -> None:
    """Print *line* when *server* answers, and stop it when a signal asks for it.

    It may also have to begin anew, on a backup; then everybody is signed out, and the demo has another link.
    """
    server.when_renewed(stopping.asked.set)
    server.start()
    try:
        if not server.services.accounts.has_owner():
            code = server.services.accounts.first_run_code()
            click.echo(f"set up the shop at {server.url} (code from another machine: {code})", err=True)
        if line:
            click.echo(line)
        stopping.asked.wait()
    finally:
        server.stop(stopping.hurry.is_set)
    # A signal in the meantime means the end.
    if not stopping.hurry.is_set():
        server.renew()


def _log_to_stderr(level: int = logging.INFO) -> None:
    """Log from *level* on; the demo's one line must not drown in what a daemon notes."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLineEach("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
