"""Texts that come in: kept as they came, taken once, joined when they are long, shown to the shop."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from modemsms.driver import MessageReceived
from modemsms.errors import CodecError
from modemsms.gsm.dcs import Alphabet, decode_dcs
from modemsms.gsm.segments import assemble, segments
from modemsms.gsm.tpdu import Deliver, StatusReport, decode_incoming
from modemsms.phone import inbound_address
from modemsms.services import delivery, fate
from modemsms.services.content import harmless, shown, why_hidden
from modemsms.services.heard import Came
from modemsms.services.shop import Shop
from modemsms.store import contacts, conversations, inbox, messages, sims
from modemsms.store.database import Store
from modemsms.store.inbox import GroupKey
from modemsms.store.messages import NewMessage, Reason
from modemsms.store.sims import Sim

log = logging.getLogger(__name__)

# The same segment again within this time is the network's or the SIM's repetition, not a new text.
REPEATED_WITHIN = timedelta(days=7)
# Without a usable SCTS a person who writes the same twice looks the same as a repetition.
REPEATED_WITHOUT_TIME = timedelta(minutes=10)

# References come round; older segments belong to another text (hardware Q91).
JOINED_WITHIN = timedelta(hours=72)

# After this time an incomplete text is shown with its gaps, and completed in place later.
SHOWN_INCOMPLETE_AFTER = timedelta(minutes=3)

# What lies on a SIM longer than this when it is first seen is history.
HISTORY = timedelta(days=7)
FIRST_SIGHT = timedelta(minutes=10)

GAP = "[…]"
INCOMPLETE = "Part of this text has not arrived yet."


class Inbox:
    """Takes what devices report into the database of *store*."""

    def __init__(
        self,
        store: Store,
        shop: Shop,
        is_self_test: Callable[[sqlite3.Connection, int, str, datetime], bool] = lambda *_: False,
        heard: Callable[[sqlite3.Connection, Came, datetime], None] = lambda *_: None,
    ) -> None:
        """*is_self_test* takes a text to a SIM that the shop sent to itself; nobody else sees it then.

        *heard* acts on what a text asks for, in the transaction that takes it in.
        """
        self._store = store
        self._shop = shop
        self._is_self_test = is_self_test
        self._heard = heard

    def take(self, sim: Sim, modem: str, tpdu: bytes, now: datetime) -> None:
        """Take one incoming TPDU of a SIM: a segment of a text, or a status report.

        Whatever it is, it is kept or known already when this returns, and may leave the SIM once the
        transaction is committed. Junk is kept as it came and shown to nobody.
        """
        try:
            decoded = decode_incoming(tpdu)
        except CodecError as error:
            self._keep_junk(sim, tpdu, str(error), now)
            return
        if isinstance(decoded, StatusReport):
            delivery.take(self._store, sim.id, decoded, now)
            return
        with self._store.write() as connection:
            identity = decoded.identity(sim.key)
            if not self._is_repeated(connection, identity, decoded.timestamp.moment, now):
                self._take_segment(connection, sim, modem, tpdu, decoded, identity, now)

    def _keep_junk(self, sim: Sim, tpdu: bytes, why: str, now: datetime) -> None:
        log.warning("inbound_unreadable sim=%d octets=%d why=%s", sim.id, len(tpdu), why)
        identity = hashlib.sha256(tpdu).hexdigest()
        with self._store.write() as connection:
            if not self._is_repeated(connection, identity, None, now):
                inbox.add(connection, sim.id, identity=identity, tpdu=tpdu, now=now, why_unread=why)

    @staticmethod
    def _is_repeated(
        connection: sqlite3.Connection, identity: str, written_at: datetime | None, now: datetime
    ) -> bool:
        last = inbox.last_taken(connection, identity)
        if last is None:
            return False
        return abs(now - last) <= (REPEATED_WITHIN if written_at else REPEATED_WITHOUT_TIME)

    def _take_segment(
        self,
        connection: sqlite3.Connection,
        sim: Sim,
        modem: str,
        tpdu: bytes,
        deliver: Deliver,
        identity: str,
        now: datetime,
    ) -> None:
        hidden = why_hidden(deliver)
        if hidden is not None:
            inbox.add(connection, sim.id, identity=identity, tpdu=tpdu, now=now, why_unread=hidden)
            return
        concatenation = deliver.header.concatenation
        if concatenation is None:
            message_id = self._show(connection, sim, modem, [deliver], deliver.text, None, now)
            inbox.add(connection, sim.id, identity=identity, tpdu=tpdu, now=now, message_id=message_id)
            return
        key = GroupKey(
            sim.id,
            str(deliver.originator),
            concatenation.reference,
            concatenation.width,
            concatenation.total,
        )
        sequence = concatenation.sequence
        group = inbox.open_group(connection, key, sequence, now - JOINED_WITHIN, now + JOINED_WITHIN)
        if group is None:
            group = inbox.new_group(connection, key, now)
        inbox.add(
            connection, sim.id, identity=identity, tpdu=tpdu, now=now, group_id=group.id, sequence=sequence,
            message_id=group.message_id,
        )  # fmt: skip
        inbox.one_less(connection, group.id)
        if group.missing == 1 or group.message_id is not None:
            self._show_group(connection, sim, modem, group.id, now)

    def show_late(self, now: datetime) -> None:
        """Show what has been incomplete for too long, gaps marked."""
        with self._store.write() as connection:
            for group in inbox.late_groups(connection, now - SHOWN_INCOMPLETE_AFTER, now, 50):
                sim_id, _ = inbox.sim_of(connection, group.id)
                self._show_group(connection, sims.get(connection, sim_id), None, group.id, now)

    def next_late(self) -> datetime | None:
        """When an incomplete text wants to be shown."""
        with self._store.read() as connection:
            began = inbox.next_late(connection)
        return None if began is None else began + SHOWN_INCOMPLETE_AFTER

    def _show_group(
        self, connection: sqlite3.Connection, sim: Sim, modem: str | None, group_id: int, now: datetime
    ) -> None:
        group = inbox.get_group(connection, group_id)
        delivers = {
            sequence: decoded
            for sequence, tpdu, _ in inbox.tpdus(connection, group_id)
            if isinstance(decoded := decode_incoming(tpdu), Deliver)
        }
        text = _joined(delivers, group.total)
        reason = None
        if group.missing:
            came = group.total - group.missing
            reason = Reason("incomplete", f"{INCOMPLETE} {came} of {group.total} parts are here.")
        ordered = [delivers[sequence] for sequence in sorted(delivers)]
        if group.message_id is None:
            message_id = self._show(connection, sim, modem, ordered, text, reason, now)
            inbox.show(connection, group_id, message_id)
            return
        text = shown(ordered, text).text
        messages.set_inbound_text(
            connection, group.message_id, text, _encoding(ordered), len(ordered), reason
        )
        message = messages.by_row(connection, group.message_id)
        assert message is not None
        if reason is None:
            whole = Came(message.row_id, message.conversation_id, message.address, text)
            self._heard(connection, whole, now)
        fate.tell_message(self._store, connection, message.row_id, message.conversation_id, now)

    def _show(
        self,
        connection: sqlite3.Connection,
        sim: Sim,
        modem: str | None,
        delivers: list[Deliver],
        text: str,
        reason: Reason | None,
        now: datetime,
    ) -> int:
        first = delivers[0]
        content = shown(delivers, text)
        return self._add(
            connection,
            sim,
            modem,
            address=inbound_address(content.sender or str(first.originator), self._shop.country),
            text=content.text,
            encoding=_encoding(delivers),
            count=len(delivers),
            sent_at=first.timestamp.moment,
            reason=reason or content.note,
            now=now,
        )

    def take_message(self, sim: Sim, modem: str, event: MessageReceived, now: datetime) -> None:
        """Take a whole inbound message from a device that joins segments itself."""
        identity = hashlib.sha256(f"{sim.key}\0{event.identity}".encode()).hexdigest()
        with self._store.write() as connection:
            if self._is_repeated(connection, identity, event.sent_at, now):
                return
            text = harmless(event.text)
            cut = segments(text or " ", smart_encoding=False)
            message_id = self._add(
                connection,
                sim,
                modem,
                address=inbound_address(event.sender, self._shop.country),
                text=text,
                encoding=cut.encoding.value,
                count=len(cut.parts),
                sent_at=event.sent_at,
                reason=None,
                now=now,
            )
            inbox.add(connection, sim.id, identity=identity, tpdu=b"", now=now, message_id=message_id)

    def _add(
        self,
        connection: sqlite3.Connection,
        sim: Sim,
        modem: str | None,
        *,
        address: str,
        text: str,
        encoding: str,
        count: int,
        sent_at: datetime | None,
        reason: Reason | None,
        now: datetime,
    ) -> int:
        conversation_id = conversations.open_with(connection, address)
        is_test = self._is_self_test(connection, sim.id, text, now)
        row_id = messages.add(
            connection,
            NewMessage(
                conversation_id=conversation_id,
                direction="inbound",
                status="received",
                text=text,
                encoding=encoding,
                segments=count,
                created_at=now,
                reason=reason,
                own_number=sim.number,
                modem=modem,
                sent_at=sent_at,
                attention=reason is not None and reason.code == "incomplete" and not is_test,
                purpose="self_test" if is_test else None,
            ),
        )
        if is_test:
            return row_id
        if address.startswith("+"):
            contacts.arrived(connection, address, now)
        if _is_history(sim, sent_at, now):
            conversations.one_read(connection, conversation_id)
            conversations.written_from(connection, conversation_id, sim.id)
        else:
            conversations.written_to(connection, conversation_id, sim.id)
            if reason is None or reason.code != "incomplete":
                self._heard(connection, Came(row_id, conversation_id, address, text), now)
            fate.tell_message(self._store, connection, row_id, conversation_id, now)
        return row_id


def _is_history(sim: Sim, sent_at: datetime | None, now: datetime) -> bool:
    return sent_at is not None and sent_at < now - HISTORY and now - sim.first_seen < FIRST_SIGHT


def _joined(delivers: dict[int, Deliver], total: int) -> str:
    """The text of a group, with a mark for each run of segments that has not come."""
    text, run = "", []
    for sequence in range(1, total + 2):
        if sequence in delivers:
            run.append(delivers[sequence])
            continue
        if run:
            text += assemble(run)
            run = []
        if sequence <= total and not text.endswith(GAP):
            text += GAP
    return text


def _encoding(delivers: list[Deliver]) -> str:
    alphabets = {decode_dcs(deliver.data_coding).alphabet for deliver in delivers}
    return "ucs2" if Alphabet.UCS2 in alphabets else "gsm7"
