"""A desk from which broadcasts go out, and short words for what tests do there."""

from __future__ import annotations

from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasting import AHEAD
from modemsms.services.broadcasts import Broadcast, Letter
from modemsms.services.casting import Casting, casting
from modemsms.services.filters import Filters
from modemsms.services.hours import Hours
from modemsms.services.writing import writing
from tests.desk import Desk


class Station:
    """A desk from which broadcasts go out."""

    def __init__(self, desk: Desk, ahead: int = AHEAD) -> None:
        self.desk = desk
        filters = Filters(desk.store, desk.shop, now=desk.clock)
        replies = writing(desk.store, desk.outbox, desk.shop, desk.clock)["replies"]
        self.services: Casting = casting(
            desk.store,
            desk.outbox,
            filters,
            replies,
            desk.shop,
            desk.may_be_texted,
            Hours(desk.kept, desk.shop).closed_days,
            desk.clock,
            ahead,
        )
        self.broadcasts = self.services["broadcasts"]

    def start(self, *numbers: str, text: str = "Fresh bread", **letter: object) -> Broadcast:
        picks = Picks(numbers=numbers)
        broadcast = self.broadcasts.create(Letter(text, Audience(picks), **letter))  # type: ignore[arg-type]
        self.tick()
        return broadcast

    def tick(self, **how_long: float) -> None:
        """Let time pass, and the daemon look."""
        self.desk.clock.passes(**how_long)
        self.services["broadcasting"].run(self.desk.clock())
        self.desk.due.run(self.desk.clock())

    def sent(self) -> list[tuple[str, str]]:
        """Let the modem send all that it may; who got what."""
        got = []
        while (attempt := self.desk.claim().attempt) is not None:
            got.append((attempt.to, attempt.text))
            self.desk.accepted(attempt)
            self.tick()
        return got

    def state(self, broadcast: Broadcast) -> str:
        return self.broadcasts.get(broadcast.id).state

    def why(self, broadcast: Broadcast) -> dict[str, str]:
        """Why each who gets none gets none."""
        latest = self.broadcasts.get(broadcast.id).latest
        assert latest is not None
        return {
            one.recipient.number: one.recipient.reason or one.status
            for one in self.broadcasts.results(latest.id)
            if one.recipient.state != "taken" or one.status == "cancelled"
        }


def people(desk: Desk, count: int) -> list[str]:
    numbers = [f"+4477009{n:05d}" for n in range(count)]
    for n, number in enumerate(numbers):
        desk.contacts.add(f"Person {n}", [number])
    return numbers
