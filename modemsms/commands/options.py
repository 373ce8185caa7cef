"""What commands have in common: ``--config`` and ``--data``, examples, and what an error does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from modemsms.commands.outcomes import REFUSED, exit_code
from modemsms.commands.terminal import say
from modemsms.errors import ModemSmsError

if TYPE_CHECKING:
    from modemsms.config import Config
    from modemsms.services.services import Services

Callback = TypeVar("Callback", bound=Callable[..., Any])


class Commands(click.Group):
    """A group that turns errors of the house into a sentence and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a person needs them, not by the alphabet."""
        return sorted(super().list_commands(ctx), key=list(self.commands).index)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read our output went away; click knows
        except OSError as error:
            about = f"{error.filename}: " if error.filename else ""
            say(f"modemsms: {about}{error.strerror or error}", err=True)
            ctx.exit(REFUSED)
        except ModemSmsError as error:
            say(f"modemsms: {error}", err=True)
            ctx.exit(exit_code(error))


def data_option(command: Callback) -> Callback:
    """Give *command* ``--data``; it calls ``named_data`` or ``load`` for the result."""
    option = click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        expose_value=False,
        callback=_keep,
        help="Directory of the database; wins over the config.",
    )
    return option(command)


def config_options(command: Callback) -> Callback:
    """Give *command* ``--config`` and ``--data``; it calls ``load`` for the result."""
    option = click.option(
        "--config",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_keep,
        help="Config file. Default: $MODEMSMS_CONFIG, ./config.toml, /etc/modemsms/config.toml.",
    )
    return option(data_option(command))


def _keep(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    """Remember an option for ``load``; the one nearest to the command's own name wins."""
    if value is not None and param.name is not None:
        ctx.ensure_object(dict)[param.name] = value


def load() -> Config:
    """The config that the present command was asked to use. Raises ``ConfigError``."""
    from modemsms import config

    return config.load(_named().get("config"), named_data(), os.environ, _wrong_quirk)


def _wrong_quirk(name: str, value: str | int | float | bool) -> str | None:
    """Asks the drivers, which are loaded only where a config has quirks."""
    from modemsms import app

    return app.wrong_quirk(name, value)


def named_data() -> Path | None:
    """The data directory of the command line, if there is one."""
    return _named().get("data")


def _named() -> dict[str, Path]:
    named: dict[str, Path] = click.get_current_context().ensure_object(dict)
    return named


def open_services() -> AbstractContextManager[Services]:
    """The shop's services on its database, beside a running daemon or without one."""
    from modemsms import app

    return app.open_services(load())


def example(*lines: str) -> str:
    """The examples at the end of a command's help, kept as they are."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """*rows* as text in columns."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines)
