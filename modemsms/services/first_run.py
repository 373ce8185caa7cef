"""The first run of a new shop: where its walk stands, so that it can be left at every step and resumed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Literal

from modemsms.errors import Conflict, NotFound
from modemsms.services.lamp import Lamp
from modemsms.services.outbox import Draft, Message, Outbox
from modemsms.services.people import People, User
from modemsms.store import messages, settings
from modemsms.store.database import Store

__all__ = ["FirstRun", "Step", "TestText"]

Step = Literal["shop", "modem", "text", "done"]
STEPS: tuple[Step, ...] = ("shop", "modem", "text", "done")

# What a text may be when another one is sent in its place.
OVER = frozenset({"failed", "undelivered", "cancelled", "unknown"})
ARRIVED = frozenset({"sent", "delivered"})

_SETTING = "first_run"


@dataclass(frozen=True, slots=True)
class _State:
    step: Step = "shop"
    number: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class TestText:
    """The text to the owner's own phone, and the first answer to it."""

    __test__ = False

    number: str
    message: Message
    reply: Message | None

    @property
    def is_proven(self) -> bool:
        """Whether that phone can be reached, as far as anybody can know."""
        return self.reply is not None or self.message.status in ARRIVED

    @property
    def is_over(self) -> bool:
        """Whether another text is needed."""
        return self.reply is None and self.message.status in OVER


class FirstRun:
    """Remembers the step, and sees to the test text. A shop that was there before has none to walk."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        people: People,
        lamp: Lamp,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._people = people
        self._lamp = lamp

    def begin(self) -> None:
        """A new shop begins its walk."""
        self._put(_State())

    def step(self) -> Step:
        """Where the walk stands; ``done`` when nothing is left of it."""
        state = self._state()
        return "done" if state is None else state.step

    def go_on(self, after: Step) -> Step:
        """The step *after* is done or put off; the next one. A step that lies behind changes nothing."""
        state = self._state()
        if state is None:
            return "done"
        following = STEPS[min(STEPS.index(after) + 1, len(STEPS) - 1)]
        if STEPS.index(following) > STEPS.index(state.step):
            self._put(replace(state, step=following))
        return following

    def send(self, number: str, text: str, user: User) -> None:
        """Text the owner's own phone; the same number again sends no second one unless the first failed.

        Raises ``InvalidInput`` for what is no number of a phone.
        """
        number = self._people.own_number(number)
        before = self.test_text()
        if before is not None and before.number == number and not before.is_over:
            return
        with self._store.write():
            message = self._outbox.submit(Draft(number, text, author_id=user.id)).message
            self._put(replace(self._state() or _State(), number=number, message=message.id))

    def test_text(self) -> TestText | None:
        """How the text to the owner's phone stands; None before there is one."""
        state = self._state()
        if state is None or not state.message:
            return None
        try:
            message = self._outbox.get(state.message)
        except NotFound:
            return None
        with self._store.read() as connection:
            later = messages.in_conversation(
                connection, message.conversation_id, before=None, after=message.row_id, limit=20
            )
        reply = next((one for one in later if one.direction == "inbound" and one.is_text), None)
        return TestText(state.number, message, reply)

    def finish(self, user: User) -> None:
        """The walk is over; a phone that was reached becomes the owner's own, and is told of trouble.

        Raises ``Conflict`` when the shop changed its mind meanwhile and has no walk any more.
        """
        test = self.test_text()
        if self._state() is None:
            raise Conflict("The shop is set up already.", code="set_up")
        if test is not None and test.is_proven:
            self._people.set_number(user.id, test.number)
            if not self._lamp.owner_number():
                self._lamp.set_owner_number(test.number)
        self._put(replace(self._state() or _State(), step="done"))

    def _state(self) -> _State | None:
        with self._store.read() as connection:
            written = settings.get(connection, _SETTING)
        return None if written is None else _State(**json.loads(written))

    def _put(self, state: _State) -> None:
        with self._store.write() as connection:
            settings.put(connection, _SETTING, json.dumps(asdict(state)))
