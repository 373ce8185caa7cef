"""The child's loop: a call in, an answer out, and in between what the phone says by itself."""

from __future__ import annotations

import os
import select
import socket
from typing import TYPE_CHECKING

import msgspec

from drivers.gammu_child.debuglog import DebugLog
from drivers.gammu_child.protocol import Call, Channel, Closed, Gone, Hello, Missing, News

if TYPE_CHECKING:
    from drivers.gammu_child.phone import Phone


def serve(sock: socket.socket, log: DebugLog) -> None:
    """Until the parent hangs up. Does not return: the interpreter's end would wait for gammu's."""
    channel: Channel[Call] = Channel(sock, msgspec.json.Decoder(Call))
    try:
        phone = _introduced(channel, log)
        if phone is not None:
            _run(channel, phone)
    except Closed:
        pass
    finally:
        os._exit(0)


def _introduced(channel: Channel[Call], log: DebugLog) -> Phone | None:
    try:
        from drivers.gammu_child.phone import Phone, version
    except ImportError:
        channel.send(Missing())
        return None
    channel.send(Hello(version()))

    def tell(news: News) -> None:
        channel.send(news)

    return Phone(log, tell)


def _run(channel: Channel[Call], phone: Phone) -> None:
    poll = select.poll()
    poll.register(channel.fileno(), select.POLLIN)
    watched: int | None = None
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if watched in ready and watched is not None and not phone.hear():
            # Readable and empty: unplugged. The parent decides what then.
            poll.unregister(watched)
            watched = None
            channel.send(Gone())
        if channel.fileno() in ready:
            channel.send(phone.do(channel.receive()))
            if watched is None:
                watched = phone.descriptor
                if watched is not None:
                    poll.register(watched, select.POLLIN)
