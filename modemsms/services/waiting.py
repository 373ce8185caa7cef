"""Tells why texts wait: for a SIM, or a modem, that cannot send now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from modemsms.services import fate
from modemsms.services.ledger import Ledger
from modemsms.services.modems import Modems
from modemsms.services.pace import Priority
from modemsms.services.shop import Shop
from modemsms.services.standing import GRACE, Absence, Board
from modemsms.store import outbox, sims, waits
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.sims import Terms
from modemsms.store.waits import Wait

# So many of the first texts of a lane are told of when their reason changes; nobody looks at the
# thousandth text of a broadcast meanwhile, and whoever asks for it is told.
MOST_TOLD = 200


class Waiting:
    """Keeps the reasons of lanes that do not move as they are. A chore of the scheduler."""

    def __init__(self, store: Store, modems: Modems, ledger: Ledger, shop: Shop) -> None:
        self._store = store
        self._modems = modems
        self._ledger = ledger
        self._zone = shop.clock_zone

    def run(self, now: datetime) -> None:
        """Bring the reasons in line with where modems and SIM cards stand at *now*."""
        board = self._modems.board(now)
        with self._store.read() as connection:
            before = waits.current(connection)
            wanted = dict(self._reasons(board, sims.all_terms(connection), now))
        changes = {lane: wanted.get(lane) for lane in before | wanted if before.get(lane) != wanted.get(lane)}
        if not changes:
            return
        with self._store.write() as connection:
            waits.put(connection, changes)
            for lane in changes:
                for entry in outbox.ready_in(connection, lane, MOST_TOLD):
                    fate.tell_message(self._store, connection, entry.message_id, entry.conversation_id, now)

    def next_moment(self, now: datetime) -> datetime | None:
        """When a SIM has been gone for so long that others take its texts, or its limits let go."""
        board = self._modems.board(now)
        moments = [
            at
            for absence in (*board.absent_sims.values(), *board.absent_modems.values())
            if (at := absence.long_at(now)) > now
        ]
        moments += [
            until
            for sim_id in board.ready
            if (until := self._ledger.held_back_until(sim_id, now)) is not None
        ]
        return min(moments, default=None)

    def _reasons(self, board: Board, cards: dict[int, Terms], now: datetime) -> Iterator[tuple[str, Wait]]:
        for name, absence in board.absent_modems.items():
            yield outbox.lane_of_modem(name), Wait(_for_modem(name, absence))
        for terms in cards.values():
            absence_of_sim = board.absence(terms.id)
            if absence_of_sim is not None:
                yield from self._without(terms, absence_of_sim, board, now)
                continue
            until = self._ledger.held_back_until(terms.id, now)
            if until is None:
                continue
            least = self._ledger.held_back_from(terms.id, now) or Priority.PERSON
            wait = Wait(_held_back(terms, until, now, self._zone), least)
            yield outbox.lane_of_modem(board.ready[terms.id].modem), wait
            if not (terms.failover and len(board.ready) > 1):
                yield outbox.lane_of_sim(terms.id), wait

    def _without(
        self, terms: Terms, absence: Absence, board: Board, now: datetime
    ) -> Iterator[tuple[str, Wait]]:
        """What its texts say while a SIM cannot send."""
        others = terms.failover and bool(board.ready)
        if not (others and absence.is_long(now)):
            yield outbox.lane_of_sim(terms.id), Wait(_for_sim(terms, absence, others=others))
        yield outbox.lane_of_rest(terms.id), Wait(_for_sim(terms, absence, others=False))


def _for_modem(name: str, absence: Absence) -> Reason:
    return Reason("waiting_for_modem", f"It waits for the modem “{name}”.{_why(absence)}")


def _for_sim(terms: Terms, absence: Absence, *, others: bool) -> Reason:
    where = " It is in no modem." if absence.seat is None else f" It is in “{absence.seat.modem}”."
    sentence = f"It waits for the SIM “{terms.title}”.{where}{_why(absence)}"
    if others:
        minutes = GRACE.seconds // 60
        sentence += f" If that lasts for {minutes} minutes, another SIM sends it."
    return Reason("waiting_for_sim", sentence)


def _why(absence: Absence) -> str:
    reason = absence.seat.reason if absence.seat is not None else None
    return f" {reason.message}" if reason is not None else ""


def _held_back(terms: Terms, until: datetime, now: datetime, zone: tzinfo) -> Reason:
    return Reason(
        "waiting_for_sim",
        f"It waits for the SIM “{terms.title}”, which has sent all that its limits allow for now."
        f" It may send again {_moment(until, now, zone)}.",
    )


def _moment(moment: datetime, now: datetime, zone: tzinfo) -> str:
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"at {local:%H:%M}"
    return f"on {local.day} {local:%B} at {local:%H:%M}"
