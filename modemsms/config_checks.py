"""What the values of a config mean: time zones, countries, names; and what this machine offers.

Each ``wrong_…`` returns a sentence that says what is wrong, or None.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from modemsms.errors import InvalidInput
from modemsms.phone import PhoneNumber

DRIVERS = ("at", "gammu", "android", "simulator")
SYSTEM_DATA = Path("/var/lib/modemsms")
LOCALTIME = Path("/etc/localtime")


def wrong_timezone(name: str) -> str | None:
    """*name* must be one of the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Europe" is a directory there
        return f'there is no time zone "{name}"; write it like "Europe/London"'
    return None


def wrong_country(code: str) -> str | None:
    """*code* must be an ISO 3166 code whose phone numbers are known, or empty."""
    if code == "":
        return None
    import phonenumbers

    if code in phonenumbers.SUPPORTED_REGIONS:
        return None
    hint = 'the United Kingdom is "GB"' if code == "UK" else 'write the two letters of ISO 3166, like "GB"'
    return f'there is no country "{code}"; {hint}'


def wrong_host(host: str) -> str | None:
    """*host* is a name or an address to listen on, without port or scheme."""
    if re.fullmatch(r"[0-9A-Za-z.:_%-]+", host):
        return None
    return 'must be a name or an address of this machine, like "127.0.0.1" or "0.0.0.0"'


def wrong_modem_name(name: str) -> str | None:
    """*name* stands in pages, in addresses of the API and in logs."""
    odd = not name.isprintable() or name != name.strip() or not name.strip(".") or "/" in name
    if not 1 <= len(name) <= 64 or odd:
        return "must be 1 to 64 visible characters without a slash"
    return None


def wrong_program(path: str) -> str | None:
    """*path* is a program that may be run, or empty."""
    if path == "" or (path.startswith("/") and os.access(path, os.X_OK) and Path(path).is_file()):
        return None
    return "must be the whole path of a program that may be run"


def wrong_driver(driver: str) -> str | None:
    """*driver* must be one we know, whether or not this version can use it."""
    return None if driver in DRIVERS else f'there is no driver "{driver}"; known are {", ".join(DRIVERS)}'


def wrong_port(port: str) -> str | None:
    """*port* is a path, ``auto``, an adb serial or an address."""
    if port == "" or not port.isprintable():
        return 'must be a path like "/dev/ttyUSB2", or "auto"'
    # It stands on pages and in logs.
    if port.lower().startswith("http:") and "@" in port:
        return "an address has no user and no password in it; they have keys of their own"
    return None


def wrong_pin(pin: str) -> str | None:
    """A PIN has four to eight digits (3GPP TS 31.101, 9.5.1); empty is none."""
    return None if re.fullmatch(r"([0-9]{4,8})?", pin) else "a PIN has 4 to 8 digits"


def wrong_number(number: str, country: str) -> str | None:
    """*number* is a number of ours or of a service centre; one of *country* may be written locally."""
    try:
        plain_number(number, country)
    except InvalidInput as error:
        return error.why
    return None


def plain_number(number: str, country: str) -> str:
    """*number* in E.164; empty stays empty. Raises ``InvalidInput``.

    With a country code any length that E.164 allows will do: service centres and test networks have
    numbers that no plan knows.
    """
    digits = re.sub(r"[ ()./-]", "", number)
    if digits == "" or re.fullmatch(r"\+[1-9][0-9]{3,14}", digits):
        return digits
    return PhoneNumber.parse(number, country, field="number").e164


def machine_timezone(environ: Mapping[str, str], localtime: Path = LOCALTIME) -> str:
    """The IANA name of the machine's zone: from ``TZ``, else from where */etc/localtime* leads, else UTC."""
    _, _, linked = os.path.realpath(localtime).partition("zoneinfo/")
    for name in (environ.get("TZ", "").lstrip(":"), linked):
        if name and wrong_timezone(name) is None:
            return name
    return "UTC"


def default_data_dir(environ: Mapping[str, str], system: Path = SYSTEM_DATA) -> Path:
    """*system* if we may write there (or make it), else the one of the person who runs us."""
    if os.access(system if system.exists() else system.parent, os.W_OK | os.X_OK):
        return system
    return home(environ) / ".local" / "share" / "modemsms"


def home(environ: Mapping[str, str]) -> Path:
    """The home directory that ``~`` means."""
    return Path(environ["HOME"]) if environ.get("HOME") else Path.home()
