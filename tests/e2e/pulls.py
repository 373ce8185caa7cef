"""Random histories of devices that are pulled out, at any moment and in any state, and put back."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from drivers.simulator.phone import AdbServer, SimulatedPhone
from drivers.simulator.simulate import SimulatedModems
from modemsms import clock
from tests.drivers.discovery.tree import Tree
from tests.e2e.daemon import Daemon, wait_until
from tests.e2e.footprint import Footprint, descendants, footprint, settled_footprint
from tests.e2e.histories import LONG, OPEN, breaches, not_taken_once
from tests.e2e.plugs import Condition, ModemPlug, PhonePlug, Plug, Stage, StickPlug

SETTINGS = "[sending]\nsubmit_timeout = 3\nfuse_per_hour = 0"
ANNA = "+491719999999"
AIR = timedelta(milliseconds=100)
SERIAL = "R58M12ABCDE"
# Long enough for a gammu that opens its phone, with all else on the same machine at work.
AT_REST_WITHIN = 120.0
BACK_WITHIN = 30.0
# A moment that never comes, because the text took another way, is no reason to stand still.
MOMENT_WITHIN = timedelta(seconds=4)
WHILE_IT_STARTS = timedelta(milliseconds=20)
# More than the page has threads: each opens its own connection to the database at its first request, and keeps
# what it has prepared and read.
WARMING_REQUESTS = 150
# What each of sixty threads keeps (statements of SQLite, freed blocks of malloc) fills up for long after
# everything was used once: 82 MB after 20 pulls, 89 after 100, 94.5 after 200 and after 300. So growth is told
# from a history's second half; in that of a hundred pulls it was 3 to 6 MB, with no more objects of Python.
GROWTH_MB = 7.0
ENDS_WITHIN = 10.0


@dataclass
class Tally:
    """What a history came to. *stages* counts what the devices were at when they were pulled."""

    pulls: int = 0
    texts: int = 0
    replies: int = 0
    unknown: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    halfway_mb: float = 0.0
    resident_mb: float = 0.0
    ended_after: float = 0.0
    broken: list[str] = field(default_factory=list)


class History:
    """One daemon, its devices, and the hand that pulls them."""

    def __init__(
        self,
        simulated: SimulatedModems,
        plugs: list[Plug],
        daemon: Daemon,
        callers: ThreadPoolExecutor,
        seed: int,
    ) -> None:
        self.simulated = simulated
        self.network = simulated.network
        self.plugs = plugs
        self.daemon = daemon
        self.callers = callers
        self.dice = random.Random(seed)
        self.seed = seed
        self.tally = Tally()
        self.sent: dict[str, str] = {}
        self.diary: list[str] = []
        """What happened, in order, with the wall clock of the daemon's log."""

    def note(self, what: str) -> None:
        """Write down what happens."""
        self.diary.append(f"{clock.now():%H:%M:%S.%f} {what}")

    # --- what people do -----------------------------------------------------------------------------

    def write(self, plug: Plug | None) -> None:
        """The shop texts somebody, by *plug* or by whichever modem is free."""
        recipient = f"+49171{self.seed % 1000:03d}{len(self.sent):04d}"
        text = LONG if self.dice.random() < 0.2 else f"For {recipient}"
        by = {} if plug is None else {"modem": plug.name}
        self.note(f"{recipient} by {by or 'any'}")
        self.sent[self.daemon.text(recipient, text, **by)["id"]] = recipient
        self.tally.texts += 1

    def reply(self, plug: Plug) -> None:
        """Somebody texts the SIM in *plug*, at length now and then."""
        text = f"Reply {self.tally.replies}. " + (
            "It is a long one. " * 12 if self.dice.random() < 0.3 else ""
        )
        order = self.dice.choice([(0, 1), (1, 0), (0, 0, 1)]) if len(text) > 160 else (0,)
        self.note(f"reply {self.tally.replies} to {plug.name} {order}")
        self.network.send(ANNA, plug.number, text, order=order)
        self.tally.replies += 1

    def dial(self, plug: Plug) -> None:
        """Somebody asks for a balance and waits for the answer, which may be that there is none."""
        self.callers.submit(self.daemon.call, "POST", f"/modems/{plug.name}/ussd", {"code": "*100#"})

    # --- what the hand does -------------------------------------------------------------------------

    def pull_one(self) -> None:
        """Pull a device out in a state of its own, and have it put back after a while."""
        self.wait(lambda: any(plug.is_in for plug in self.plugs), BACK_WITHIN)
        plug = self.dice.choice([plug for plug in self.plugs if plug.is_in])
        stage = self.dice.choice(plug.stages)
        if stage is Stage.STARTING:
            self._again(plug)
        else:
            with suppress(AssertionError):
                self.ready(plug)
        with self.network.change():
            reached = plug.reaches(stage, self.dice)
        self.note(f"{plug.name} is to be {stage.value}")
        self._occupy(plug, stage)
        within = timedelta(seconds=self.dice.random() / 4) if stage is Stage.ANY else MOMENT_WITHIN
        with self.network.change():
            met = self.network.wait_until(lambda: reached() or not plug.is_in, within)
            self._out_and_in(plug, self._while())
        self.tally.pulls += 1
        self.tally.stages[f"{plug.name} {stage.value}"] += 1
        if not met and stage is not Stage.ANY:
            self.tally.missed[f"{plug.name} {stage.value}"] += 1
            self.note(f"{plug.name} was not seen {stage.value}")

    def _occupy(self, plug: Plug, stage: Stage) -> None:
        """Give the device what it is to be pulled at, and others their work."""
        match stage:
            case Stage.SENDING:
                self.write(plug)
            case Stage.RECEIVING:
                self.reply(plug)
            case Stage.DIALLING:
                self.dial(plug)
            case _:
                self.write(plug)
                self.reply(plug)
        self.write(None)
        self.reply(self.dice.choice(self.plugs))

    def _again(self, plug: Plug) -> None:
        """Out and in, so that it starts."""
        with self.network.change():
            self._out_and_in(plug, WHILE_IT_STARTS)
        self.wait(lambda: plug.is_in, BACK_WITHIN)

    def _out_and_in(self, plug: Plug, away: timedelta) -> None:
        # The world has a thread of its own, and the history would be another one each time.
        dice = random.Random(self.dice.random())
        way = plug.pull(dice)
        self.note(f"{plug.name} out ({way}) for {away}")
        self.network.agenda.after(away, lambda: plug.put_back(dice))

    def _while(self) -> timedelta:
        """Quick as a loose contact, or as somebody who looks for another socket."""
        return timedelta(seconds=self.dice.choice([0.0, 0.05, self.dice.random(), 3 * self.dice.random()]))

    # --- rest ---------------------------------------------------------------------------------------

    def wait(self, condition: Condition, within: float) -> None:
        """Until *condition* of the simulated world holds."""
        assert self.network.wait_until(condition, timedelta(seconds=within)), self._news()

    def ready(self, *plugs: Plug) -> None:
        """Wait until the daemon says that *plugs* can send."""
        names = {plug.name for plug in plugs}

        def are_ready() -> bool:
            listed = self.daemon.call("GET", "/modems").body["modems"]
            return names <= {modem["name"] for modem in listed if modem["state"] == "ready"}

        wait_until(are_ready, seconds=BACK_WITHIN, what=self._news)

    def rest(self) -> None:
        """Everything is plugged in and serves, and what will come and go has come and gone."""
        self.wait(lambda: all(plug.is_in for plug in self.plugs), BACK_WITHIN)
        self.ready(*self.plugs)
        wait_until(lambda: not self.daemon.messages(status=OPEN), seconds=AT_REST_WITHIN, what=self._news)
        numbers = [plug.number for plug in self.plugs]
        self.wait(lambda: not any(self.network.waiting_for(number) for number in numbers), BACK_WITHIN)

    def _news(self) -> str:
        modems = [
            (m["name"], m["state"], m["reason"]) for m in self.daemon.call("GET", "/modems").body["modems"]
        ]
        return f"{modems}\n{self.daemon.messages(status=OPEN)}\n{self.daemon.log()[-4000:]}"


@contextmanager
def machine(directory: Path) -> Iterator[tuple[SimulatedModems, list[Plug], Tree, AdbServer]]:
    """All that a shop owns, plugged in: two sticks, a board, a phone, and an old phone where gammu is."""
    tree = Tree(directory / "root")
    tree.real_processes()
    links = [directory / "board", directory / "old-phone"]
    with (
        SimulatedModems(4, air=AIR, links=links) as simulated,
        SimulatedPhone(simulated.network, serial=SERIAL, air=AIR, runs_network=False) as phone,
        AdbServer() as adb,
    ):
        _let_it_send(phone)
        adb.attach(phone)
        board, old, *sticks = zip(simulated.modems, simulated.ports, strict=True)
        plugs: list[Plug] = [
            *(
                StickPlug(f"stick{n}", *stick, tree, (f"1-{n}", f"1-3.{n}"))
                for n, stick in enumerate(sticks, start=1)
            ),
            ModemPlug("board", "at", *board),
            PhonePlug("phone", phone, adb),
        ]
        if find_spec("gammu") is not None:
            plugs.append(ModemPlug("old-phone", "gammu", *old))
        yield simulated, plugs, tree, adb


def _let_it_send(phone: SimulatedPhone) -> None:
    """Raise Android's limit, which is no part of this."""
    phone.disk.settings["sms_outgoing_check_max_count"] = "1000"
    phone.reboot(timedelta(0))
    assert phone.wait_until(lambda: phone.is_on)


def play(directory: Path, seed: int, *, pulls: int) -> Tally:
    """Pull devices out *pulls* times, put them back, and see what is left at rest.

    Every text must have been on the air exactly once, or stand as unknown with each of its segments there
    at most once, or as failed with none; every reply taken once; and the daemon hold what it held before,
    its memory what it held when half of the pulls were over.
    """
    with ExitStack() as stack:
        simulated, plugs, tree, adb = stack.enter_context(machine(directory))
        environ = {"MODEMSMS_ROOT": str(tree.root), "ADB_SERVER_SOCKET": f"tcp:127.0.0.1:{adb.port}"}
        blocks = "".join(plug.block for plug in plugs)
        daemon = stack.enter_context(Daemon(directory, [], SETTINGS, blocks=blocks, environ=environ))
        callers = stack.enter_context(ThreadPoolExecutor(len(plugs)))
        history = History(simulated, plugs, daemon, callers, seed)
        before = _warm_up(history)
        tally = history.tally
        for _ in range(pulls // 2):
            history.pull_one()
        tally.halfway_mb = _resident_at_rest(history)
        for _ in range(pulls - pulls // 2):
            history.pull_one()
        history.rest()
        tally.unknown = len(daemon.messages(status="unknown"))
        found = breaches(simulated, daemon, history.sent) + not_taken_once(daemon, tally.replies)
        found += _left_behind(history, before) + _faults_of_ours(daemon)
        found += _end(history)
        tally.broken = [f"seed {seed}: {line}" for line in found]
    return tally


def _warm_up(history: History) -> Footprint:
    """Let every device do everything once, and tell what the daemon holds then."""
    history.ready(*history.plugs)
    names = {m["imei"]: m["name"] for m in history.daemon.call("GET", "/modems").body["modems"]}
    for plug in history.plugs:
        if isinstance(plug, StickPlug):
            # Which stick has which name is settled by who comes first, once.
            plug.name = names[plug.imei]
    for plug in history.plugs:
        history.write(plug)
        history.reply(plug)
        if Stage.DIALLING in plug.stages:
            history.dial(plug)
    for _ in range(WARMING_REQUESTS):
        history.daemon.call("GET", "/modems")
        history.daemon.messages(status=OPEN)
    history.rest()
    assert history.daemon.process is not None
    return settled_footprint(history.daemon.process.pid, seconds=BACK_WITHIN)


def _resident_at_rest(history: History) -> float:
    history.rest()
    assert history.daemon.process is not None
    return round(settled_footprint(history.daemon.process.pid, seconds=BACK_WITHIN).resident_mb, 1)


def _left_behind(history: History, before: Footprint) -> list[str]:
    """What the daemon holds more or less than *before*, once the last connection to it has ended."""
    assert history.daemon.process is not None
    pid = history.daemon.process.pid
    with suppress(AssertionError):
        wait_until(lambda: not footprint(pid).beyond(before), seconds=BACK_WITHIN)
    now = footprint(pid)
    tally = history.tally
    tally.resident_mb = round(now.resident_mb, 1)
    found = now.beyond(before)
    if tally.resident_mb > tally.halfway_mb + GROWTH_MB:
        found.append(f"grew from {tally.halfway_mb} MB to {tally.resident_mb} MB in the second half")
    return found


def _faults_of_ours(daemon: Daemon) -> list[str]:
    """Nothing that a hand can do is a bug's excuse."""
    return [line for line in daemon.log().splitlines() if "Traceback" in line or "_failed" in line]


def _end(history: History) -> list[str]:
    """SIGTERM: the daemon ends, in time and without a word of complaint, and no child outlives it."""
    assert history.daemon.process is not None
    children = descendants(history.daemon.process.pid)
    begun = time.monotonic()
    code = history.daemon.stop()
    history.tally.ended_after = round(time.monotonic() - begun, 1)
    found = [f"ended with {code}"] if code else []
    if history.tally.ended_after > ENDS_WITHIN:
        found.append(f"took {history.tally.ended_after} s to end")
    return found + [f"its child {child} lives on" for child in children if Path(f"/proc/{child}").exists()]
