"""What a shop may set, with the defaults, and where it is looked for. Reads files, never writes one.

Every key is optional but a modem's name. Whatever is wrong in the file is one ``ConfigError``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct, field

from modemsms import config_checks as checks
from modemsms.config_file import Document
from modemsms.errors import ConfigError

SEARCHED = (Path("config.toml"), Path("/etc/modemsms/config.toml"))
TABLES = ("shop", "web", "data", "sending", "modems")

# A text of 8,000 characters fits into the 255 segments of one message even if all of them are emoji.
Characters = Annotated[int, Meta(ge=1, le=8000)]
Port = Annotated[int, Meta(ge=0, le=65_535)]
Seconds = Annotated[float, Meta(ge=0, le=604_800)]
Minutes = Annotated[float, Meta(ge=0, le=10_080)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class ShopConfig(Struct, frozen=True):
    """The shop itself."""

    name: str = ""
    country: str = ""
    """ISO 3166 code of the country whose local numbers are understood; empty refuses them."""
    timezone: str = ""
    """IANA name. Empty in the file is the machine's; in a ``Config`` it is filled in."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the shop's clock shows."""
        return ZoneInfo(self.timezone)


class WebConfig(Struct, frozen=True):
    """Where the page and the API are served. Port 0 is any free one."""

    host: str = "127.0.0.1"
    port: Port = 8000


class DataConfig(Struct, frozen=True):
    """Where everything that lasts is kept: ``modemsms.db`` and ``backups/``."""

    directory: str = field(default="", name="dir")

    @property
    def dir(self) -> Path:
        """The data directory: absolute in a ``Config``; it need not exist yet."""
        return Path(self.directory)


class SendingConfig(Struct, frozen=True):
    """How texts leave. Bare numbers carry their unit in the name here; the file's keys do not."""

    max_characters: Characters = 1600
    smart_encoding: bool = True
    shift_tables: bool = False
    reference_bits: Literal[8, 16] = 8
    submit_timeout_seconds: Annotated[float, Meta(ge=0.1, le=3600)] = field(
        default=180, name="submit_timeout"
    )
    fuse_repeat_seconds: Seconds = field(default=60, name="fuse_repeat")
    fuse_per_hour: Count = 30
    resend_unknown_minutes: Minutes = field(default=0, name="resend_unknown")

    @property
    def submit_timeout(self) -> timedelta:
        """How long the answer to one submit may take before its outcome counts as unknown."""
        return timedelta(seconds=self.submit_timeout_seconds)

    @property
    def fuse_repeat(self) -> timedelta:
        """The same text to the same number again within this time is held; zero is off."""
        return timedelta(seconds=self.fuse_repeat_seconds)

    @property
    def resend_unknown(self) -> timedelta | None:
        """After this time an unknown text goes again by itself; None is never."""
        return timedelta(minutes=self.resend_unknown_minutes) if self.resend_unknown_minutes else None


class ModemConfig(Struct, frozen=True):
    """One modem: one SIM in one device. Limits are in segments; 0 is none.

    *power_hook* is a program that cuts the device's power and gives it back; *quirks* overrides what the
    driver knows of its make, by name.
    """

    name: str
    driver: str = "at"
    port: str = "auto"
    slot: Annotated[int, Meta(ge=1, le=8)] = 1
    pin: str = ""
    smsc: str = ""
    number: str = ""
    enabled: bool = True
    user: str = "sms"
    password: str = ""
    per_minute: Count = 10
    per_hour: Count = 100
    per_day: Count = 0
    calls: Literal["reject", "ring"] = "reject"
    power_hook: str = ""
    quirks: dict[str, str | int | float | bool] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Without PIN and password: a config may end in a log or a traceback."""
        return (
            f"ModemConfig(name={self.name!r}, driver={self.driver!r}, port={self.port!r}, slot={self.slot})"
        )


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that was set, checked, with defaults filled in; *file* is None where there is none."""

    file: Path | None
    shop: ShopConfig
    web: WebConfig
    data: DataConfig
    sending: SendingConfig
    modems: tuple[ModemConfig, ...]
    named: frozenset[str] = dataclass_field(default=frozenset(), compare=False)
    """What the file itself says of the shop and of sending, as ``table.key``: the page cannot change it."""


WrongQuirk = Callable[[str, str | int | float | bool], str | None]


def load(
    path: Path | None,
    data_dir: Path | None,
    environ: Mapping[str, str],
    wrong_quirk: WrongQuirk = lambda *_: None,
) -> Config:
    """Read the file at *path*, else the first one found of those that are looked for.

    *data_dir* wins over the file's ``[data] dir``; *wrong_quirk* says what is wrong with a quirk. Raises
    ``ConfigError``, also for a file that was named, by *path* or by ``MODEMSMS_CONFIG``, and is not there.
    """
    document = _open(path, environ)
    document.refuse_keys_beside(TABLES)
    shop = _shop(document, environ)
    return Config(
        file=document.file,
        shop=shop,
        web=_web(document),
        data=_data(document, data_dir, environ),
        sending=document.table("sending", SendingConfig),
        modems=_modems(document, shop.country, wrong_quirk),
        named=document.named("shop", "sending"),
    )


def _open(path: Path | None, environ: Mapping[str, str]) -> Document:
    named = path or (Path(environ["MODEMSMS_CONFIG"]) if environ.get("MODEMSMS_CONFIG") else None)
    for file in (named,) if named else SEARCHED:
        try:
            return Document(file, file.read_bytes())
        except (FileNotFoundError, NotADirectoryError) as error:
            if named:
                raise ConfigError(str(file), "", None, "there is no such file") from error
        except OSError as error:
            raise ConfigError(str(file), "", None, f"cannot be read: {error.strerror}") from error
    return Document(None)


def _shop(document: Document, environ: Mapping[str, str]) -> ShopConfig:
    shop = document.table("shop", ShopConfig)
    shop = msgspec.structs.replace(
        shop,
        country=shop.country.upper(),
        timezone=shop.timezone or checks.machine_timezone(environ),
    )
    _complain(document, ("shop", "country"), checks.wrong_country(shop.country))
    _complain(document, ("shop", "timezone"), checks.wrong_timezone(shop.timezone))
    return shop


def _web(document: Document) -> WebConfig:
    web = document.table("web", WebConfig)
    _complain(document, ("web", "host"), checks.wrong_host(web.host))
    return web


def _data(document: Document, data_dir: Path | None, environ: Mapping[str, str]) -> DataConfig:
    """A relative directory in the file is meant from where the file is; one of the caller from here."""
    written = document.table("data", DataConfig).directory
    if data_dir is not None:
        directory = data_dir.absolute()
    elif written == "":
        directory = checks.default_data_dir(environ)
    elif written.startswith("~/"):
        directory = checks.home(environ) / written[2:]
    else:
        directory = (document.file or Path()).absolute().parent / written
    return DataConfig(str(directory))


def _modems(document: Document, country: str, wrong_quirk: WrongQuirk) -> tuple[ModemConfig, ...]:
    modems = document.tables("modems", ModemConfig)
    for index, modem in enumerate(modems):
        for key, complaint in _complaints(modem, modems[:index], country).items():
            _complain(document, ("modems", index, key), complaint)
        # The quirks of modems are the AT driver's; a phone's are its driver's own, which ignores strangers.
        for name, value in modem.quirks.items() if modem.driver == "at" else ():
            _complain(document, ("modems", index, "quirks"), wrong_quirk(name, value))
    return tuple(
        msgspec.structs.replace(modem, number=checks.plain_number(modem.number, country)) for modem in modems
    )


def _complaints(modem: ModemConfig, before: tuple[ModemConfig, ...], country: str) -> dict[str, str | None]:
    """What is wrong with *modem* by itself or beside those *before* it, by key."""
    same_name = any(other.name == modem.name for other in before)
    return {
        "name": "another modem has this name" if same_name else checks.wrong_modem_name(modem.name),
        "driver": checks.wrong_driver(modem.driver),
        "port": checks.wrong_port(modem.port) or _port_taken(modem, before),
        "pin": checks.wrong_pin(modem.pin),
        "smsc": checks.wrong_number(modem.smsc, ""),
        "number": checks.wrong_number(modem.number, country),
        "power_hook": checks.wrong_program(modem.power_hook),
    }


def _port_taken(modem: ModemConfig, before: tuple[ModemConfig, ...]) -> str | None:
    if modem.port == "auto" or not modem.enabled:
        return None
    for other in before:
        if other.enabled and other.port == modem.port:
            if other.slot == modem.slot:
                return f'"{other.name}" is on this port already; two SIMs of one device need two slots'
            if other.driver != modem.driver:
                return f'"{other.name}" is on this port with another driver'
    return None


def _complain(document: Document, path: tuple[str | int, ...], complaint: str | None) -> None:
    if complaint is not None:
        raise document.error(path, complaint)
