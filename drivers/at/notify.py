"""How a modem is told to announce what arrives: the AT+CNMI ladder (27.005, 3.4.1; hardware.md 1.6)."""

from __future__ import annotations

from collections.abc import Iterator

from drivers.at.device import Device
from drivers.at.fields import fields, groups, number, ranges
from drivers.at.steps import Procedure, ask

# What real modems take, most wanted first: stored texts announced, reports direct. A stored text
# survives a restart of ours; direct reports need no memory and are the most portable (Q1).
_LADDER = (
    "2,1,0,1,0",
    "2,1,0,2,0",
    "2,1,0,0,0",
    "1,1,0,1,0",
    "1,1,0,0,0",
    "3,1,0,1,0",
    "2,1,0,1",
    "2,1",
    "1,1,0,0,1",
    "2,1,0,0,1",
)
# mode, mt, bm, ds, bfr: the values we want of each, best first. mt=2 is not among them: with AT+CSMS=0
# the modem has acknowledged a direct text before we have it.
_WANTED = ((2, 1, 3), (1,), (0,), (1, 2, 0), (0, 1))


# For a modem that stores nothing (Q13): mt=2.
_DIRECT = ("2,2,0,1,0", "1,2,0,1,0", "2,2,0,0,0", "1,2,0,0,0", "3,2,0,0,0", "2,2")


def best_of(line: str) -> str | None:
    """Our parameters built from the answer of ``AT+CNMI=?``; None where nothing of ours is offered.

    Fewer than five groups happen, and then fewer parameters are sent.
    """
    offered = [ranges(group) for group in groups(line)][: len(_WANTED)]
    chosen: list[int] = []
    for wanted, values in zip(_WANTED, offered, strict=False):
        value = next((value for value in wanted if value in values), None)
        if value is None:
            break
        chosen.append(value)
    return ",".join(map(str, chosen)) if len(chosen) >= 2 else None


def set_notification(device: Device) -> Procedure[None]:
    """Leave in ``device.notifies`` the first parameters that are taken, or None: then it is polled."""
    reply = yield from ask("AT+CNMI=?")
    device.notifies = None
    own = (device.profile.notify,) if device.profile.notify else ()
    direct = _DIRECT if device.is_direct else ()
    for parameters in (*own, *direct, *_candidates(best_of(reply.first))):
        if (yield from ask(f"AT+CNMI={parameters}")).ok:
            device.notifies = parameters
            return


def check_notification(device: Device) -> Procedure[None]:
    """Set again what the modem has lost: some do when the network goes, or do so by themselves."""
    if device.notifies is None:
        return
    reply = yield from ask("AT+CNMI?")
    there = [number(value) for value in fields(reply.first)]
    wanted = [number(value) for value in device.notifies.split(",")]
    if reply.ok and there[: len(wanted)] != wanted:
        yield from ask(f"AT+CNMI={device.notifies}")


def bring_announcements(command: str) -> Procedure[None]:
    """Have them come to this port, with what the make has for it (Q70)."""
    yield from ask(command)


def _candidates(best: str | None) -> Iterator[str]:
    if best is not None:
        yield best
    yield from (parameters for parameters in _LADDER if parameters != best)
