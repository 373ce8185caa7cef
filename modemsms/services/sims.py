"""SIM cards: the limits, the price, the bundle and the number that belong to each and move with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from msgspec import UNSET, UnsetType

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.phone import PhoneNumber
from modemsms.services import balance, choice, pace
from modemsms.services.modems import Modems
from modemsms.services.pace import Limits, Month
from modemsms.services.prefixes import read_prefix
from modemsms.services.shop import Shop
from modemsms.services.standing import Board
from modemsms.store import conversations, events, segments, sims
from modemsms.store.database import Store
from modemsms.store.sims import Terms

__all__ = ["Limits", "Month", "SimCard", "SimChanges", "Sims"]

MOST_SEGMENTS = 1_000_000
LONGEST_SPACING = timedelta(hours=1)
MOST_MICROS = 1_000_000 * 1_000_000
LONGEST_LABEL = 40
MOST_PREFIXES = 200
LEAST_HOURS, MOST_HOURS = 1, 24 * 31

_WINDOWS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class SimCard:
    """One SIM as the shop sees it: who it is, what its owner set, and what is used.

    *modem* is the one that holds it, None while it is in none; *ready* is whether it can send now.
    A limit of its own is None where the modem's holds; *limits* is what holds, 0 being no limit. Limits,
    bundle and use are in segments (minute, hour and day end now); money is in millionths of
    *currency*. *bundle_left* and *cost_this_month_micros* are None where no bundle or price was set.
    """

    id: int
    title: str
    label: str
    iccid: str | None
    imsi: str | None
    number: str | None
    own_number: str | None
    modem: str | None
    ready: bool
    per_minute: int | None
    per_hour: int | None
    per_day: int | None
    per_month: int | None
    limits: Limits
    spacing_min: timedelta
    spacing_max: timedelta
    prefixes: tuple[str, ...]
    failover: bool
    price_micros: int | None
    currency: str
    bundle: int
    bundle_day: int
    bundle_left: int | None
    month: Month
    used_this_minute: int
    used_this_hour: int
    used_today: int
    used_this_month: int
    cost_this_month_micros: int | None
    balance_code: str
    balance_pattern: str
    balance_every_hours: int
    balance_warning_micros: int | None
    balance_micros: int | None
    balance_text: str
    balance_at: datetime | None

    @property
    def balance_is_low(self) -> bool:
        """Whether the balance that was read last is under the warning that its owner set."""
        known, warning = self.balance_micros, self.balance_warning_micros
        return known is not None and warning is not None and known < warning


@dataclass(frozen=True, slots=True)
class SimChanges:
    """What to change of a SIM; ``UNSET`` stays as it is. The fields are those of ``SimCard``.

    None in a limit leaves it to the modem, in *price_micros* and *balance_warning_micros* it is none.
    """

    label: str | UnsetType = UNSET
    own_number: str | UnsetType = UNSET
    per_minute: int | UnsetType | None = UNSET
    per_hour: int | UnsetType | None = UNSET
    per_day: int | UnsetType | None = UNSET
    per_month: int | UnsetType | None = UNSET
    spacing_min: timedelta | UnsetType = UNSET
    spacing_max: timedelta | UnsetType = UNSET
    prefixes: tuple[str, ...] | UnsetType = UNSET
    failover: bool | UnsetType = UNSET
    price_micros: int | UnsetType | None = UNSET
    currency: str | UnsetType = UNSET
    bundle: int | UnsetType = UNSET
    bundle_day: int | UnsetType = UNSET
    balance_code: str | UnsetType = UNSET
    balance_pattern: str | UnsetType = UNSET
    balance_every_hours: int | UnsetType = UNSET
    balance_warning_micros: int | UnsetType | None = UNSET


class Sims:
    """What the page, the API and the command line do with SIM cards."""

    def __init__(
        self, store: Store, modems: Modems, shop: Shop, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._store = store
        self._modems = modems
        self._shop = shop
        self._now = now

    def list(self) -> Sequence[SimCard]:
        """Every SIM that was ever seen: those in a modem first, then by the order of their first sight."""
        now = self._now()
        board = self._modems.board(now)
        with self._store.read() as connection:
            found = [self._card(terms, board, now) for terms in sims.all_terms(connection).values()]
        return sorted(found, key=lambda card: (card.modem is None, card.id))

    def get(self, sim_id: int) -> SimCard:
        """One SIM. Raises ``NotFound``."""
        now = self._now()
        return self._card(self._terms(sim_id), self._modems.board(now), now)

    def _terms(self, sim_id: int) -> Terms:
        with self._store.read() as connection:
            terms = sims.terms(connection, sim_id)
        if terms is None:
            raise NotFound("There is no such SIM.")
        return terms

    def _card(self, terms: Terms, board: Board, now: datetime) -> SimCard:
        seat = board.placed.get(terms.id)
        month = Month.around(now, terms.bundle_day, self._shop.zone)
        with self._store.read() as connection:
            used = pace.used_in_month(connection, terms, month)
            used_minute, used_hour, used_day = (
                segments.left_since(connection, terms.id, now - window) for window in _WINDOWS
            )
            prefixes, told = sims.prefixes(connection, terms.id), sims.balance(connection, terms.id)
        spacing_min, spacing_max = terms.spacing
        paid = max(0, used - terms.bundle)
        return SimCard(
            id=terms.id,
            title=terms.title,
            label=terms.label,
            iccid=terms.iccid,
            imsi=terms.imsi,
            number=terms.own_number or terms.number,
            own_number=terms.own_number,
            modem=None if seat is None else seat.modem,
            ready=seat is not None and seat.ready,
            per_minute=terms.per_minute,
            per_hour=terms.per_hour,
            per_day=terms.per_day,
            per_month=terms.per_month,
            limits=(Limits() if seat is None else seat.defaults).of(terms),
            spacing_min=spacing_min,
            spacing_max=spacing_max,
            prefixes=prefixes,
            failover=terms.failover,
            price_micros=terms.price_micros,
            currency=terms.currency,
            bundle=terms.bundle,
            bundle_day=terms.bundle_day,
            bundle_left=max(0, terms.bundle - used) if terms.bundle else None,
            month=month,
            used_this_minute=used_minute,
            used_this_hour=used_hour,
            used_today=used_day,
            used_this_month=used,
            cost_this_month_micros=None if terms.price_micros is None else paid * terms.price_micros,
            balance_code=told.code,
            balance_pattern=told.pattern,
            balance_every_hours=told.every_hours,
            balance_warning_micros=told.warning_micros,
            balance_micros=told.micros,
            balance_text=told.text,
            balance_at=told.at,
        )

    def change(self, sim_id: int, changes: SimChanges) -> SimCard:
        """Change what its owner set for a SIM. Raises ``InvalidInput`` naming the field, ``NotFound``."""
        terms = self._terms(sim_id)
        columns = self._columns(terms, changes)
        prefixes = changes.prefixes
        beginnings = None if prefixes is UNSET else self._prefixes(tuple(prefixes))
        with self._store.write() as connection:
            if columns:
                sims.set_terms(connection, sim_id, columns)
            if beginnings is not None:
                sims.set_prefixes(connection, sim_id, beginnings)
            seat = self._modems.board(self._now()).placed.get(sim_id)
            if seat is not None:
                events.add(connection, "modem", self._now(), name=seat.modem)
                self._store.tell()
            self._store.tell_workers()
        self._modems.renew_sim(sim_id)
        if beginnings is not None:
            choice.find_homes(self._store)
        return self.get(sim_id)

    def _columns(self, terms: Terms, changes: SimChanges) -> dict[str, object]:
        columns: dict[str, object] = {}
        for field in fields(changes):
            value = getattr(changes, field.name)
            if value is not UNSET and field.name != "prefixes":
                column, kept = _checked(field.name, value, self._shop)
                columns[column] = kept
        least = columns.get("spacing_min_ms", terms.spacing_min_ms)
        most = columns.get("spacing_max_ms", terms.spacing_max_ms)
        assert isinstance(least, int)
        assert isinstance(most, int)
        if least > most:
            raise InvalidInput("spacing_max", "The longest pause is shorter than the shortest one.")
        return columns

    def _prefixes(self, written: tuple[str, ...]) -> tuple[str, ...]:
        if len(written) > MOST_PREFIXES:
            raise InvalidInput("prefixes", f"At most {MOST_PREFIXES} beginnings of numbers.")
        return tuple(dict.fromkeys(read_prefix(one, self._shop.country) for one in written if one.strip()))

    def forget_number(self, sim_id: int) -> int:
        """Let any SIM write to the contacts that know this one's number; how many contacts that are.

        For a SIM that is gone for good. Raises ``Conflict`` while it is in a modem.
        """
        self._terms(sim_id)
        if sim_id in self._modems.board(self._now()).placed:
            raise Conflict("This SIM is in a modem. Take it out first.", code="sim_in_use")
        freed, count = 0, choice.SLICE
        while count == choice.SLICE:
            with self._store.write() as connection:
                count = conversations.forget_sim(connection, sim_id, choice.SLICE)
                freed += count
        choice.find_homes(self._store)
        return freed


def _checked(name: str, value: object, shop: Shop) -> tuple[str, object]:
    """The column that a change goes into, and what is kept there. Raises ``InvalidInput``."""
    match name, value:
        case "label", str():
            return name, _label(value)
        case "own_number", str():
            number = PhoneNumber.parse(value, shop.country, field=name).e164 if value.strip() else None
            return name, number
        case "per_minute" | "per_hour" | "per_day" | "per_month", None:
            return name, None
        case "per_minute" | "per_hour" | "per_day" | "per_month" | "bundle", int():
            return name, _whole(name, value, 0, MOST_SEGMENTS)
        case "bundle_day", int():
            return name, _whole(name, value, 1, 31)
        case "spacing_min" | "spacing_max", timedelta():
            if not timedelta(0) <= value <= LONGEST_SPACING:
                raise InvalidInput(name, "A pause between two texts is at most an hour.")
            return f"{name}_ms", value // timedelta(milliseconds=1)
        case "failover", bool():
            return name, int(value)
        case "price_micros" | "balance_warning_micros", None:
            return name, None
        case "price_micros" | "balance_warning_micros", int():
            return name, _whole(name, value, 0, MOST_MICROS)
        case "currency", str():
            return name, _currency(value)
        case "balance_code", str():
            return name, _code(value)
        case "balance_pattern", str():
            balance.check_pattern(value)
            return name, value.strip()
        case "balance_every_hours", int():
            return name, _whole(name, value, LEAST_HOURS, MOST_HOURS) if value else 0
    raise InvalidInput(name, "This is of the wrong kind.")


def _whole(name: str, value: int, least: int, most: int) -> int:
    if isinstance(value, bool) or not least <= value <= most:
        raise InvalidInput(name, f"Enter a whole number from {least} to {most:,}.")
    return value


def _label(value: str) -> str:
    label = value.strip()
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise InvalidInput("label", f"Give it a short name of at most {LONGEST_LABEL} characters.")
    return label


def _currency(value: str) -> str:
    currency = value.strip().upper()
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise InvalidInput("currency", "Write the currency as three letters, such as EUR.")
    return currency


def _code(value: str) -> str:
    code = value.strip()
    if len(code) > 182 or not set(code) <= set("0123456789*#+"):
        raise InvalidInput("balance_code", "A code has only digits, * and #, such as *100#.")
    return code
