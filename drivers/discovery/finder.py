"""Gives the same modem the same name wherever it is plugged in: ports for modems whose port is "auto", by IMEI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from drivers.links import real_path
from modemsms import clock
from modemsms.devices import Found, Kind
from modemsms.errors import Cause

# A modem that restarts is away for half a minute. Only then is another taken for its replacement.
GRACE_SECONDS = 45.0

# The drivers look again after a second for this one.
_MISSING = "port_missing"


@dataclass(slots=True)
class _Name:
    """One modem to be found. *box* is the key of what it drives, and *port* where that was last."""

    imei: str | None
    box: str | None = None
    port: str | None = None
    waits_since: float | None = None


class PortFinder:
    """Picks a box for each name and keeps it until the box is gone. Thread-safe.

    *found* is ``Discovery.found``, *taken* the ports of modems that have one of their own. ``heard`` wants to be
    told, before anybody else, of what discovery tells; ``claimed`` is part of what discovery must not open.
    """

    def __init__(
        self,
        found: Callable[[], tuple[Found, ...]],
        taken: Callable[[], frozenset[str]],
        *,
        now: Callable[[], float] = clock.monotonic,
    ) -> None:
        self._found = found
        self._taken = taken
        self._now = now
        self._lock = Lock()
        self._names: dict[str, _Name] = {}

    def expect(self, name: str, imei: str | None) -> None:
        """There is a modem *name*, whose box had *imei* when it was last seen.

        Told of all names before the first asks for its port, none is given what belongs to another.
        """
        with self._lock:
            self._expected(name, imei)

    def path_for(self, name: str, imei: str | None) -> str | None:
        """The port of the box that *name* drives; None while there is none, and ``why_not`` says why.

        The box with *imei* at once. Another one only when that has stayed away for ``GRACE_SECONDS``; one that
        belongs to another name last of all. A name without an IMEI takes the first box that is nobody's.
        """
        with self._lock:
            wanted = self._expected(name, imei)
            boxes = self._boxes()
            if wanted.box is not None and wanted.box not in {box.key for box in boxes}:
                # It was picked in the blink between the news that it is gone and the look of before.
                wanted.box = wanted.port = None
            if wanted.box is not None:
                wanted.port = next(
                    (box.port for box in boxes if box.key == wanted.box and box.port), wanted.port
                )
                return wanted.port
            now = self._now()
            wanted.waits_since = now if wanted.waits_since is None else wanted.waits_since
            may_replace = now - wanted.waits_since >= GRACE_SECONDS
            ranked = [
                (self._rank(box, name, wanted), place, box) for place, box in enumerate(self._free(boxes))
            ]
            allowed = [choice for choice in ranked if may_replace or choice[0] < _REPLACEMENT]
            if not allowed:
                return None
            _, _, box = min(allowed, key=lambda choice: choice[:2])
            wanted.box, wanted.port, wanted.waits_since = box.key, box.port, None
            wanted.imei = box.imei or wanted.imei
            return wanted.port

    def release(self, name: str) -> None:
        """There is no modem *name* any more: its box is free for others."""
        with self._lock:
            self._names.pop(name, None)

    def heard(self, found: tuple[Found, ...]) -> None:
        """Discovery has seen *found*: a box that is gone is nobody's, and will be known again by its IMEI."""
        there = {box.key for box in found}
        with self._lock:
            for name in self._names.values():
                if name.box is not None and name.box not in there:
                    name.box = name.port = None

    def claimed(self) -> frozenset[str]:
        """The ports that are driven under a name, by every name of the port."""
        with self._lock:
            driven = {name.box for name in self._names.values()}
            last = {name.port for name in self._names.values() if name.port is not None}
            return frozenset(last | {box.port for box in self._boxes() if box.key in driven and box.port})

    def where_is(self, imei: str, name: str | None = None) -> str | None:
        """The port of the box with *imei*, in whatever socket it is; None if nowhere, or in use already.

        With a *name* it is driven under that name from now on, until it is pulled out.
        """
        with self._lock:
            box = next((box for box in self._free(self._boxes()) if box.imei == imei), None)
            if box is not None and name is not None:
                self._names[name] = _Name(imei, box.key, box.port)
            return box.port if box is not None else None

    def why_not(self, name: str) -> Cause:
        """Why ``path_for`` has nothing for *name*, for the shop."""
        with self._lock:
            wanted = self._names.get(name)
            boxes = self._boxes()
            return Cause(_MISSING, _sentence(boxes, self._free(boxes), wanted.imei if wanted else None))

    def _expected(self, name: str, imei: str | None) -> _Name:
        wanted = self._names.setdefault(name, _Name(imei))
        wanted.imei = wanted.imei or imei
        return wanted

    def _boxes(self) -> list[Found]:
        return [box for box in self._found() if box.kind is Kind.MODEM]

    def _free(self, boxes: list[Found]) -> list[Found]:
        """Those that can be driven, that no name drives, and that nobody else has."""
        driven = {name.box for name in self._names.values()}
        taken = {real_path(port) for port in self._taken()}
        return [
            box
            for box in boxes
            if box.port is not None
            and box.key not in driven
            and not any(port.holders or real_path(port.path) in taken for port in box.ports)
        ]

    def _rank(self, box: Found, name: str, wanted: _Name) -> int:
        """The lower the better; from ``_REPLACEMENT`` on only when the right one stays away."""
        if box.imei is not None and box.imei == wanted.imei:
            return _OWN
        others = {known.imei for other, known in self._names.items() if other != name and known.imei}
        if box.imei in others:
            return _OF_ANOTHER
        if wanted.imei is None:
            return _STRANGER if box.imei is not None else _UNNAMED
        # It does not say who it is: likelier the right one, hung, than a new one.
        return _REPLACEMENT if box.imei is None else _NEW


_OWN, _STRANGER, _UNNAMED, _REPLACEMENT, _NEW, _OF_ANOTHER = range(6)


def _sentence(boxes: list[Found], free: list[Found], imei: str | None) -> str:
    if not boxes:
        return "No modem is plugged in. Plug one in; it goes on by itself."
    held = next((holder for box in boxes for port in box.ports for holder in port.holders), None)
    if not free and held is not None:
        return (
            f"The modem is in use by {held.program} (process {held.pid}). Stop that program, or keep it away from"
            " the modem; then it goes on by itself."
        )
    if free and imei is not None:
        return (
            f"The modem of this name (IMEI {imei}) is not plugged in. Plug it in again; if it does not come back,"
            " the one that is plugged in takes its place in a minute."
        )
    if any(box.port is None for box in boxes):
        return "A modem is plugged in and has not answered yet. Give it half a minute."
    count = (
        "The only modem that is plugged in is"
        if len(boxes) == 1
        else f"All {len(boxes)} modems that are plugged in are"
    )
    return f"{count} in use under another name. Plug in one more."
