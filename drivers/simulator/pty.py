"""Simulated modems behind pseudo-terminals: one thread serves them all and sleeps when nothing happens."""

from __future__ import annotations

import fcntl
import os
import pty
import selectors
import termios
import threading
import tty
from contextlib import suppress
from functools import partial
from pathlib import Path

from drivers.simulator.faults import Unplug
from drivers.simulator.modem import Modem
from drivers.simulator.network import Network

READ_SIZE = 4096


class Port:
    """The socket of one modem: a pty while it is plugged in, and a link to it that keeps its name."""

    def __init__(self, host: PtyHost, modem: Modem, link: Path | None) -> None:
        self.modem = modem
        self._host = host
        self._link = link
        self._device: Path | None = None
        self.master = -1
        self._slave = -1
        self.blocked = False
        """Whether output waits for the line to take it."""

    @property
    def path(self) -> Path:
        """Where a client finds the modem: the link if it has one, else the pty."""
        return self._link or self.device

    @property
    def device(self) -> Path:
        """The pty itself. Raises FileNotFoundError while unplugged."""
        if self._device is None:
            raise FileNotFoundError("the modem is not plugged in")
        return self._device

    @property
    def plugged(self) -> bool:
        """Whether there is a pty now."""
        return self._device is not None

    def unplug(self) -> None:
        """Pull the modem out: its power, its pty and its link go."""
        self.modem.unplug()

    def plug(self, link: Path | None = None) -> None:
        """Put it in again, behind a new pty; under another *link* if one is given."""
        self._host.plug(self, link)

    # --- the host's side: with the network's lock held ------------------------------------------------

    def open(self, link: Path | None) -> None:
        """Make the pty and the link.

        The slave stays open here: without it the master would give errors whenever no client is there.
        """
        self.master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        self._device = Path(os.ttyname(self._slave))
        if link is not None:
            self._link = link
        if self._link is not None:
            place(self._link, self._device)

    def close(self) -> None:
        """Take pty and link away; a client sees its port hang up."""
        if self._device is None:
            return
        if self._link is not None and self._link.is_symlink() and self._link.readlink() == self._device:
            self._link.unlink()
        os.close(self.master)
        os.close(self._slave)
        self.master = self._slave = -1
        self._device = None
        self.blocked = False

    def read(self) -> None:
        """Bring the modem what the client wrote."""
        with suppress(BlockingIOError):
            data = os.read(self.master, READ_SIZE)
            # A client such as gammu asks for sole use of the line. The kernel would keep that beyond
            # the client's end, for as long as we hold the slave, and refuse the next one.
            fcntl.ioctl(self._slave, termios.TIOCNXCL)
            self.modem.receive(data)

    def flush(self) -> None:
        """Write what the modem says, as far as the line takes it."""
        output = self.modem.take_output()
        try:
            written = os.write(self.master, output)
        except BlockingIOError:
            written = 0
        if written < len(output):
            self.modem.terminal.put_back(output[written:])
        self.blocked = written < len(output)


class PtyHost:
    """Runs *network* and the modems added to it, until ``close``."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._ports: list[Port] = []
        self._selector = selectors.DefaultSelector()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        network.on_change(self._rouse)
        self._thread.start()

    def add(self, modem: Modem, link: Path | None = None) -> Port:
        """Put *modem* behind a pty of its own, with a *link* to it if wanted."""
        port = Port(self, modem, link)
        with self._network.change():
            modem.port_taken_away = partial(self._take_away, port)
            self._open(port, None)
            self._ports.append(port)
        return port

    def plug(self, port: Port, link: Path | None = None) -> None:
        """As ``Port.plug``. A port that is plugged in stays as it is."""
        with self._network.change():
            if not port.plugged and not self._ending:
                self._open(port, link)
                port.modem.power_up()

    def close(self) -> None:
        """Stop the thread, and take all ptys and links away."""
        with self._network.change():
            self._ending = True
        self._rouse()
        self._thread.join()
        with self._network.change():
            for port in self._ports:
                port.close()
            self._selector.close()
            os.close(self._wake)

    # --- the thread ---------------------------------------------------------------------------------

    def _rouse(self) -> None:
        if threading.current_thread() is not self._thread and self._thread.is_alive():
            os.eventfd_write(self._wake, 1)

    def _run(self) -> None:
        while True:
            with self._network.change():
                self._settle()
                if self._ending:
                    return
                pause = self._network.agenda.seconds_left()
            ready = self._selector.select(pause)
            with self._network.change():
                for key, events in ready:
                    if key.fd == self._wake:
                        os.eventfd_read(self._wake)
                    elif events & selectors.EVENT_READ and isinstance(key.data, Port) and key.data.plugged:
                        key.data.read()

    def _settle(self) -> None:
        """Let happen what is due. What was said before is on the line first."""
        self._flush()
        while self._network.agenda.run_due():
            self._flush()

    def _flush(self) -> None:
        for port in self._ports:
            if port.plugged and port.modem.terminal.has_output:
                was_blocked = port.blocked
                port.flush()
                if port.blocked != was_blocked:
                    self._watch(port)

    def _watch(self, port: Port) -> None:
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if port.blocked else 0)
        self._selector.modify(port.master, events, port)

    def _open(self, port: Port, link: Path | None) -> None:
        port.open(link)
        self._selector.register(port.master, selectors.EVENT_READ, port)

    def _take_away(self, port: Port, how: Unplug) -> None:
        if not port.plugged:
            return
        self._selector.unregister(port.master)
        port.close()
        if how.back_after is not None:
            self._network.agenda.after(how.back_after, partial(self.plug, port))


def place(link: Path, device: Path) -> None:
    """Make *link* point to *device*, in place of an old link but of nothing else.

    Raises FileExistsError where something other than a link is in the way.
    """
    if link.exists() and not link.is_symlink():
        raise FileExistsError(f"{link} is there already and is no link")
    new = link.with_name(f".{link.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    new.symlink_to(device)
    new.replace(link)
