"""Random histories: a daemon and a modem to which everything happens, and the one rule that must hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path

from drivers.simulator.faults import Action, Fault, Late, Moment, Noise, Reboot, Refuse, Silence, Tell, Unplug
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon, wait_until

SETTINGS = "[sending]\nsubmit_timeout = 1.5\nfuse_per_hour = 0"
LONG = "This text is long enough for two segments, so that it can be hit between them. " * 3
OPEN = "queued,sending,scheduled"
BACK_SOON = timedelta(milliseconds=300)

# What a modem may do to a submit. A refusal is definite before the PDU and, but for three codes, after it.
TROUBLES: tuple[Action, ...] = (
    Silence(),
    Reboot(timedelta(milliseconds=200)),
    Reboot(timedelta(milliseconds=200), vanishes=True),
    Unplug(BACK_SOON),
    Refuse(None),
    Refuse(332),
    Refuse(513),
    Noise(),
    Late(timedelta(seconds=2)),
    Late(timedelta(seconds=2), listens=True),
)


@dataclass
class Tally:
    """What a history came to."""

    texts: int = 0
    kills: int = 0
    troubles: int = 0
    unknown: int = 0
    broken: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.texts += other.texts
        self.kills += other.kills
        self.troubles += other.troubles
        self.unknown += other.unknown
        self.broken += other.broken
        return self


def play(directory: Path, seed: int, *, texts: int, kill: bool) -> Tally:
    """Send *texts* texts, each hit at a random moment by a kill -9 of the daemon or by a modem's trouble.

    Afterwards every text must have been on the air exactly once, or stand as unknown with each of its
    segments there at most once, or as failed with none.
    """
    dice = random.Random(seed)
    tally = Tally(texts=texts)
    link = directory / "modem"
    with (
        SimulatedModems(1, air=timedelta(milliseconds=20), links=[link]) as simulated,
        Daemon(directory, [link], SETTINGS) as daemon,
    ):
        daemon.ready()
        sent: dict[str, str] = {}
        for n in range(texts):
            _somebody_writes(simulated, dice, n)
            recipient = f"+49171{seed % 1000:03d}{n:04d}"
            if kill:
                tally.kills += 1
                _with_a_kill(simulated, daemon, dice, sent, recipient)
            else:
                tally.troubles += 1
                _with_trouble(simulated, daemon, dice, sent, recipient)
        _come_to_rest(simulated, daemon)
        found = breaches(simulated, daemon, sent) + not_taken_once(daemon, texts)
        tally.broken = [f"seed {seed}: {line}" for line in found]
        tally.unknown = len(daemon.messages(status="unknown"))
    return tally


def _somebody_writes(simulated: SimulatedModems, dice: random.Random, n: int) -> None:
    """A reply, long now and then, with segments that are swapped or come twice."""
    text = f"Reply {n}. " + ("It is a long one. " * 20 if dice.random() < 0.3 else "")
    order = dice.choice([(0, 1, 2), (2, 1, 0), (0, 0, 1, 2), (1, 2, 0, 1)]) if len(text) > 160 else (0,)
    simulated.network.send("+491719999999", simulated.modems[0].number or "", text, order=order)


def not_taken_once(daemon: Daemon, replies: int) -> list[str]:
    """Each reply that is missing, or stands there twice, or is not whole."""
    wait_until(lambda: len(daemon.messages(direction="inbound")) >= replies, seconds=30)
    beginnings = Counter(
        message["text"].partition(".")[0] for message in daemon.messages(direction="inbound")
    )
    found = [f"{text} was taken {count} times" for text, count in beginnings.items() if count != 1]
    found += [f"Reply {n} is missing" for n in range(replies) if f"Reply {n}" not in beginnings]
    return found + [
        f"not whole: {m['text'][:20]}" for m in daemon.messages(direction="inbound") if m["reason"]
    ]


def _text(dice: random.Random, recipient: str) -> str:
    return LONG if dice.random() < 0.3 else f"For {recipient}"


def _write(daemon: Daemon, sent: dict[str, str], recipient: str, text: str) -> None:
    """Queue a text as a careful program does: again under the same key until it is answered."""
    answer = daemon.call(
        "POST", "/messages", {"to": recipient, "text": text}, headers={"Idempotency-Key": recipient}
    )
    assert answer.status in {200, 202}, answer
    sent[answer.body["id"]] = recipient


def _with_a_kill(
    simulated: SimulatedModems, daemon: Daemon, dice: random.Random, sent: dict[str, str], recipient: str
) -> None:
    """Kill the daemon at a moment of a submit, or at any time within the next hundredth of a second."""
    modem = simulated.modems[0]
    assert daemon.process is not None
    process, text = daemon.process, _text(dice, recipient)
    by_the_modem = dice.random() < 0.7
    if by_the_modem:
        with simulated.network.change():
            modem.faults.add(Fault(dice.choice(list(Moment)), Tell(process.kill)))
    # It may die before it has answered, and others may wait behind the one that is hit.
    batch = {recipient: text} | {
        f"{recipient}{n}": _text(dice, f"{recipient}{n}") for n in range(dice.randrange(3))
    }
    with suppress(OSError, HTTPException):
        for to, words in batch.items():
            _write(daemon, sent, to, words)
    if by_the_modem:
        _gone(process.poll)
    else:
        simulated.network.wait_until(lambda: False, within=timedelta(seconds=dice.random() / 20))
    daemon.kill()
    with simulated.network.change():
        modem.faults.clear()
    daemon.start()
    for to, words in batch.items():
        _write(daemon, sent, to, words)


def _gone(poll: Callable[[], int | None]) -> None:
    wait_until(lambda: poll() is not None, seconds=30, what=lambda: "the moment of the kill never came")


def _with_trouble(
    simulated: SimulatedModems, daemon: Daemon, dice: random.Random, sent: dict[str, str], recipient: str
) -> None:
    action, moment = dice.choice(TROUBLES), dice.choice(list(Moment))
    modem = simulated.modems[0]
    with simulated.network.change():
        modem.faults.add(Fault(moment, action))
    _write(daemon, sent, recipient, _text(dice, recipient))
    _come_to_rest(simulated, daemon)


def _come_to_rest(simulated: SimulatedModems, daemon: Daemon) -> None:
    """Everything has left that will leave, and every report has come."""
    daemon.ready()
    wait_until(
        lambda: not [m for m in daemon.messages(status=OPEN) if not _backs_off(m)],
        seconds=60,
        what=lambda: f"{daemon.messages(status=OPEN)}\n{daemon.log()[-4000:]}",
    )
    modem = simulated.modems[0]
    simulated.network.wait_until(
        lambda: simulated.network.waiting_for(modem.number or "") == 0, within=timedelta(seconds=10)
    )


def _backs_off(message: dict[str, object]) -> bool:
    """A definite refusal is tried again in its own time; the history does not wait for it."""
    return message["status"] == "queued" and message["reason"] is not None


def breaches(simulated: SimulatedModems, daemon: Daemon, sent: dict[str, str]) -> list[str]:
    """Each text that is lost, or was on the air more often than it may."""
    on_air: dict[str, Counter[bytes]] = {}
    for segment in simulated.network.air:
        on_air.setdefault(segment.recipient, Counter())[segment.submit.user_data] += 1
    found = []
    for message_id, recipient in sent.items():
        message = daemon.message(message_id)
        air = on_air.get(recipient, Counter())
        status, segments = message["status"], message["segments"]
        if any(count > 1 for count in air.values()):
            found.append(f"{recipient} was texted twice ({status}: {dict(air)})")
        if status in {"sent", "delivered"} and len(air) != segments:
            found.append(
                f"{recipient} counts as {status}, but {len(air)} of {segments} segments were on the air"
            )
        if status == "failed" and len(air) == segments:
            found.append(f"{recipient} counts as failed, but all of it was on the air")
        if status not in {"sent", "delivered", "unknown", "failed"} and not _backs_off(message):
            found.append(f"{recipient} stands as {status}")
    return found
