"""The composition root: config → store → services → drivers → workers → web."""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from modemsms import clock
from modemsms.config import Config
from modemsms.daemon.scheduler import Scheduler
from modemsms.daemon.supervisor import Supervisor
from modemsms.daemon.worker import Books
from modemsms.handover import Handover, begin_anew
from modemsms.lock import DataLock, InUse
from modemsms.services import Services, backups
from modemsms.services.assembly import DATABASE, assemble
from modemsms.services.calls import Calls
from modemsms.services.due import Due
from modemsms.services.inbox import Inbox
from modemsms.services.ledger import Ledger
from modemsms.services.restores import put_in_place
from modemsms.services.waiting import Waiting
from modemsms.store.copies import Contents
from modemsms.store.database import Store
from modemsms.store.migrations import refuse_unless_current, upgrade

if TYPE_CHECKING:
    from drivers.android.expert import PhoneExpert
    from drivers.registry import Drivers
    from modemsms.devices import Finding
    from modemsms.driver import Setting

log = logging.getLogger(__name__)

DAEMON_FILE = "daemon.json"
SIGNING_KEY_FILE = "signing.key"

# How long a stop waits for what is in the air.
PATIENCE_SECONDS = 30


class App:
    """One running shop. Made by ``build``; ``start`` serves, ``stop`` ends it."""

    def __init__(self, config: Config, drivers: Drivers, left: Handover | None = None) -> None:
        """*left* is what this process left to itself when it began anew."""
        from web.app import create_app
        from web.box.door import NetworkDoor
        from web.server import WebServer

        self.config = config
        self._lock = _lock(config)
        self._store = _open_store(config)
        self.services = assemble(config, self._store, running=True)
        rules = self.services.rules
        ledger = Ledger(self._store, rules, self.services.shop.clock_zone)
        inbox = Inbox(self._store, self.services.shop, self.services.self_tests.arrived)
        calls = Calls(self._store, self.services.shop)
        books = Books(self._store, ledger, inbox, self.services.modems, self.services.ussd, calls)
        self._recover(ledger)
        self.services.ussd.recover(clock.now())
        due = Due(self._store, rules, ledger, inbox, self.services.outbox, self.services.modems)
        chores = (
            due,
            Waiting(self._store, self.services.modems, ledger, self.services.shop),
            self.services.ussd,
            self.services.self_tests,
            self.services.lamp,
            self.services.forgotten,
            self.services.network,
            self.services.signals,
            self.services.retention,
            self.services.archive,
        )
        self._scheduler = Scheduler(self._store, chores, due.prune)
        # It starts programs, which take seconds; what is due in a second must not wait for them.
        self._doctor = Scheduler(self._store, [self.services.doctor], name="doctor")
        self._supervisor = Supervisor(books, rules, drivers.create)
        self._drivers = drivers
        self.services.modems.when_rearranged(self._supervisor.arrange)
        self._show_hardware()
        flask = create_app(self.services, secret_key=_secret_key(config.data.dir), host=config.web.host)
        # Most of the server's threads wait most of the time.
        flask.teardown_appcontext(lambda _: self._store.give_back())
        self._web = WebServer(
            flask, config.web.host, config.web.port, listening=left.listening if left else None
        )
        self._left: Handover | None = None
        self.url = self._web.url
        self._door = NetworkDoor(flask, self.services.shop, config.data.dir)

    def _show_hardware(self) -> None:
        """Let the services see what is plugged in."""
        drivers, directory = self._drivers, self.config.data.dir
        self.services.doctor.use(lambda ports: drivers.examine(ports, directory))
        self.services.devices.use(drivers)
        self.services.phones.use(drivers.expert())
        self.services.sticks.use(drivers.sticks)

    @staticmethod
    def _recover(ledger: Ledger) -> None:
        unknown = ledger.recover(clock.now())
        if unknown:
            log.warning("attempts_without_end count=%d", unknown)

    def furnish(self) -> None:
        """Give the demo's shop its owner, its contacts and its past, unless it has them."""
        from modemsms import demo as show
        from modemsms import demo_work

        if not self.services.accounts.has_owner():
            self.services.accounts.first_owner(
                show.OWNER, secrets.token_urlsafe(12), code=None, loopback=True
            )
            show.furnish(
                self._store,
                self.services.shop,
                self.config.sending,
                [modem.name for modem in self.config.modems],
                clock.now(),
            )
            demo_work.do(self._store, self.services.shop, self.services.rules, clock.now())

    def when_renewed(self, stop: Callable[[], None]) -> None:
        """*stop* is called when a backup is ready to take the place of everything: ``stop``, then ``renew``."""

        def keep_the_place() -> None:
            self._left = self._leave()
            stop()

        self.services.restores.when_ready(keep_the_place)

    def _leave(self) -> Handover:
        return Handover(self._web.keep_listening())

    def renew(self) -> None:
        """Once stopped, begin anew in this process if that was asked for; else return."""
        if self._left is not None:
            begin_anew(self._left)

    def start(self) -> None:
        """Drive the modems and serve the page."""
        devices = self.services.devices
        self._drivers.look_around(devices.seen, devices.ports_in_use)
        self._supervisor.arrange()
        self._scheduler.start()
        self._doctor.start()
        self._web.start()
        self.services.network.use(self._door)
        self._announce()

    def _announce(self) -> None:
        """Tell other processes of this user how to reach us."""
        told = {"pid": os.getpid(), "url": self.url, "token": self.services.keys.make_local_token()}
        path = self.config.data.dir / DAEMON_FILE
        partial = path.with_suffix(".partial")
        try:
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(told, file)
            partial.replace(path)
        except OSError as error:
            log.warning("daemon_file_not_written why=%s", error)

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """End in order: nothing new is claimed, what is in the air is awaited (up to 30 s), the page last."""
        in_time = self._supervisor.stop(PATIENCE_SECONDS, hurry)
        if not in_time:
            log.warning("stopped_with_texts_in_the_air")
        self._scheduler.stop()
        self._doctor.stop()
        self.services.feed.close()
        self.services.network.close()
        self._web.stop()
        self._drivers.close()
        (self.config.data.dir / DAEMON_FILE).unlink(missing_ok=True)
        if in_time:
            self._store.close()
        self._lock.release()


def build(config: Config, left: Handover | None = None) -> App:
    """A shop on this machine's modems. Raises ``InUse``, ``StoreRefused``, ``OSError`` for a taken port."""
    from drivers.registry import Drivers

    return App(config, Drivers(), left)


class Demo(App):
    """The shop of the demo, on simulated modems and customers."""

    def __init__(
        self, config: Config, drivers: Drivers, directory: Path | None, left: Handover | None
    ) -> None:
        super().__init__(config, drivers, left)
        self._directory = directory
        self.furnish()
        self.sign_in_url = f"{self.url}/sign-in/link?token={self.services.accounts.make_link_token()}"

    def _leave(self) -> Handover:
        return Handover(self._web.keep_listening(), self._directory)

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """End, and leave nothing behind unless a data directory was named, or it begins anew."""
        super().stop(hurry)
        if self._directory is not None and self._left is None:
            rmtree(self._directory, ignore_errors=True)


def demo(
    data_dir: Path | None, *, port: int, modems: int, air: timedelta, left: Handover | None = None
) -> Demo:
    """The whole product on *modems* simulated modems whose texts take *air* each.

    Without *data_dir* everything is in a temporary directory and gone at the end.
    """
    from drivers.registry import Drivers
    from modemsms import demo as show

    directory = None
    if data_dir is None:
        directory = (left and left.directory) or Path(mkdtemp(prefix="modemsms-demo-"))
        data_dir = directory
    config = show.config(data_dir, port=port, modems=modems)
    try:
        return Demo(config, Drivers(air=air, customers=True, discovers=False), directory, left)
    except BaseException:
        if directory is not None:
            rmtree(directory, ignore_errors=True)
        raise


def simulate(
    count: int,
    links: Sequence[Path],
    air: timedelta,
    *,
    phones: int,
    adb_port: int,
    tell: Callable[[str], None],
    stop: threading.Event,
) -> None:
    """Run *count* simulated modems, and *phones* beside them, until *stop*; *tell* how each is reached."""
    if phones:
        from drivers.simulator.phone import serve

        serve.serve_until(stop, phones, modems=count, links=links, air=air, adb_port=adb_port, tell=tell)
    else:
        from drivers.simulator.simulate import serve_until

        serve_until(stop, count, links, air, tell=tell)


def machine_findings(config: Config, daemon_pid: int | None) -> list[Finding]:
    """What this machine still needs for the modems of the config, as far as this user may see."""
    from drivers.registry import Drivers

    ports = [modem.port for modem in config.modems if modem.enabled]
    ours = () if daemon_pid is None else (daemon_pid,)
    return Drivers().examine(ports, config.data.dir, ours)


def phone_expert() -> PhoneExpert:
    """Who sets up phones, without a daemon."""
    from drivers.registry import Drivers

    return Drivers().expert()


def wrong_quirk(name: str, value: Setting) -> str | None:
    """Why *value* cannot stand for the quirk *name* of a modem; None when it can."""
    from drivers.registry import wrong_quirk as wrong

    return wrong(name, value)


def damage(config: Config) -> str | None:
    """What is wrong with the database, which may be in use; None when it is sound."""
    return backups.damage(config.data.dir / DATABASE)


def verify(file: Path) -> Contents:
    """What the backup *file* holds. Raises ``InvalidInput`` when it is broken or none of ours."""
    return backups.verify(file)


def restore(config: Config, file: Path) -> Contents:
    """Put the backup *file* in the place of the database. Raises ``InUse`` while a daemon has it."""
    lock = _lock(config)
    try:
        put_in_place(config.data.dir / DATABASE)
        return backups.restore(file, config.data.dir / DATABASE, clock.now())
    finally:
        lock.release()


@contextmanager
def open_services(config: Config) -> Iterator[Services]:
    """The services over the database alone, beside a daemon or without one.

    Raises ``StoreRefused`` when a running daemon's database would have to be upgraded under it.
    """
    config.data.dir.mkdir(parents=True, exist_ok=True)
    path = config.data.dir / DATABASE
    try:
        lock = DataLock(config.data.dir)
    except InUse:
        refuse_unless_current(path)
    else:
        try:
            put_in_place(path)
            upgrade(path)
        finally:
            lock.release()
    store = Store(path)
    try:
        yield assemble(config, store, running=False)
    finally:
        store.close()


def _lock(config: Config) -> DataLock:
    config.data.dir.mkdir(parents=True, exist_ok=True)
    return DataLock(config.data.dir)


def _open_store(config: Config) -> Store:
    path = config.data.dir / DATABASE
    put_in_place(path)
    upgrade(path)
    return Store(path)


def _secret_key(directory: Path) -> bytes:
    """What signs the sessions: made once, readable to this user alone."""
    path = directory / SIGNING_KEY_FILE
    try:
        return path.read_bytes()
    except FileNotFoundError:
        key = secrets.token_bytes(32)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        return key
