"""What is remembered of each thing while it stays plugged in: what its ports answered, and when to ask again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from drivers.discovery.known import Asked, Place, key_of
from drivers.discovery.probe import Answer, Behind
from drivers.discovery.sysfs import Plugged, UsbDevice

# The ports of one stick come one after the other: they are asked when no more have come for so long.
SETTLED = 0.3
# A module takes up to a minute to boot. After that nothing is written to it unasked.
_ASK_SILENT_AGAIN = (5.0, 15.0, 40.0)
# Udev has not given it its group yet, or a program that looked at it lets go in a moment.
_ASK_REFUSED_AGAIN = (0.5, 1.0, 3.0, 8.0, 30.0)

_Identity = tuple[str, str]


@dataclass(slots=True)
class Box:
    """What is remembered of one device, from when it is plugged in until it is pulled out."""

    identity: _Identity
    visit: str
    ports: tuple[Place, ...]
    since: float
    answers: Mapping[Place, Answer] = field(default_factory=dict)
    is_asking: bool = False
    times: int = 0
    ask_at: float = 0.0


class Boxes:
    """One entry for each key. Not thread-safe: its owner has a lock."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}

    def see(self, plugged: Plugged, now: float, is_ours: Callable[[UsbDevice], bool]) -> None:
        """Take note of what is there now; what is gone is forgotten.

        A device of ours that is in its socket under another kernel number was reset: nobody changes sticks that
        fast, so it keeps what it answered. Any other is asked anew.
        """
        seen = {key_of(device): device for device in plugged.usb}
        self._boxes = {key: box for key, box in self._boxes.items() if key in seen or not box.identity[0]}
        for key, device in seen.items():
            identity, ports = (device.usb_id, device.serial), tuple(tty.place for tty in device.ttys)
            box = self._boxes.get(key)
            if box is None or box.identity != identity or (box.visit != device.visit and not is_ours(device)):
                self._boxes[key] = Box(identity, device.visit, ports, now)
                continue
            box.visit = device.visit
            if box.ports != ports:
                box.ports, box.since = ports, now

    def due(self, devices: Iterable[UsbDevice], now: float) -> list[UsbDevice]:
        """Those of *devices* that are to be asked now."""
        return [device for device in devices if self._ask_at(key_of(device)) <= now]

    def next_due(self, devices: Iterable[UsbDevice]) -> float:
        """When the first of *devices* is to be asked, infinity for never."""
        return min((self._ask_at(key_of(device)) for device in devices), default=math.inf)

    def begin(self, key: str) -> Box | None:
        """Somebody asks it now. What to give back with the answers, None where it is asked already."""
        box = self._boxes.setdefault(key, Box(("", ""), "", (), 0.0))
        if box.is_asking:
            return None
        box.is_asking = True
        return box

    @staticmethod
    def answered(box: Box, answers: Mapping[Place, Answer], now: float) -> None:
        """The asking ended. Where another device sits there by now, its own box is untouched by this."""
        box.is_asking = False
        box.answers = answers
        box.ask_at = now + _pause(box)
        box.times += 1

    def asked(self) -> dict[str, Asked]:
        """What is known, by key."""
        return {key: Asked(box.answers, box.is_asking) for key, box in self._boxes.items()}

    def _ask_at(self, key: str) -> float:
        box = self._boxes.get(key)
        if box is None or box.is_asking or not box.ports:
            return math.inf
        return max(box.ask_at, box.since + SETTLED)


def _pause(box: Box) -> float:
    behind = {answer.behind for answer in box.answers.values()}
    if Behind.MODEM in behind:
        return math.inf
    if behind & {Behind.REFUSED, Behind.GONE}:
        return _ASK_REFUSED_AGAIN[min(box.times, len(_ASK_REFUSED_AGAIN) - 1)]
    return _ASK_SILENT_AGAIN[box.times] if box.times < len(_ASK_SILENT_AGAIN) else math.inf
