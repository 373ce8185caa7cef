"""What is plugged into this machine, as discovery sees it: words that drivers and services share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a thing on a port or a cable is to us."""

    MODEM = "modem"
    ADAPTER = "adapter"
    """A bare serial adapter: a modem may be behind it, or a receipt printer. Never opened unasked."""
    PHONE = "phone"
    """An Android phone on adb, or sharing its network by cable."""
    FEATURE_PHONE = "feature_phone"
    """A phone with a cable that python-gammu may know."""
    NETWORK_STICK = "network_stick"
    """A stick that shows a network card and no port (HiLink)."""
    STORAGE = "storage"
    """A modem that still shows itself as a CD (usb_modeswitch)."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that has a port open."""

    pid: int
    program: str


@dataclass(frozen=True, slots=True)
class FoundPort:
    """One tty of a device. *name* is the most stable path to it; *interface* its USB interface number."""

    path: str
    name: str
    interface: int | None
    is_at: bool | None
    """Whether it speaks AT: True by the table or an answer, False by either, None while unknown."""
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is plugged in.

    *key* stays the same for as long as it stays where it is. *port* and *driver* are what a modem in
    the config would say, None where there is nothing to drive. *sentence* says what it is, *needs*
    what the owner has to do first ("" for nothing).
    """

    key: str
    kind: Kind
    title: str
    sentence: str
    needs: str = ""
    driver: str | None = None
    port: str | None = None
    ports: tuple[FoundPort, ...] = ()
    imei: str | None = None
    usb_id: str | None = None
    """``vvvv:pppp``, lower case."""
    serial: str | None = None
    slots: int = 1
    can_look: bool = False
    """The owner may have it opened to see what is behind it ("look here")."""


class Severity(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    ADVICE = "advice"
    """It works, and would work better otherwise."""
    PROBLEM = "problem"
    """Texts do not go, or will soon not go."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about this machine that was looked at.

    *code* is stable and names the check. *sentence* says what was found, *step* what to do next, with the exact
    command where there is one ("" where all is well), *page* where that can be done (a path, escaped; "" for none).
    """

    code: str
    severity: Severity
    sentence: str
    step: str = ""
    page: str = ""


class Progress(StrEnum):
    """How far a step of setting up a phone is."""

    DONE = "done"
    NEEDED = "needed"
    UNKNOWN = "unknown"
    """It cannot be seen before an earlier step is done, or never from here."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of setting up a phone: what it is about, whether it is done, what to do.

    *action* is the label of what modemsms can do by itself ("" for nothing); *takes_file* when that
    needs a file that the owner hands over (the app's APK).
    """

    code: str
    title: str
    progress: Progress
    sentence: str
    action: str = ""
    takes_file: bool = False


@dataclass(frozen=True, slots=True)
class Stick:
    """A USB stick, a card or a disk that can be pulled out again.

    *key* stays the same while it is plugged in; *folder* is where its files are, None while the system has not opened
    it. *needs* says what is in the way of writing to it ("" for nothing).
    """

    key: str
    title: str
    folder: Path | None
    free_octets: int = 0
    needs: str = ""
