"""Customers who answer what a shop texts them: made up, and the same again with the same seed."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial

from drivers.simulator import sentences
from drivers.simulator.air import Text
from drivers.simulator.magic import PREFIX
from drivers.simulator.network import Network

STOPS, LONG_ANSWERS, SILENT = 0.02, 0.06, 0.25
"""How many texts out of one get a STOP, a long answer, or none."""

LEAST_DELAY, MOST_DELAY = timedelta(seconds=2), timedelta(seconds=12)

# Shops of the demo text in a loop sometimes (a broadcast, a test): a customer loses patience.
MOST_ANSWERS = 50


class Customers:
    """Everybody on *network* who is no modem. Each has a language of his own, and a temper.

    *reply_share* of the texts get an answer after something between *least_delay* and *most_delay*.
    Magic recipients of the 7000 row (``magic.py``) do what the table says, at once.
    """

    def __init__(
        self,
        network: Network,
        *,
        seed: int = 0,
        reply_share: float = 1 - SILENT,
        least_delay: timedelta = LEAST_DELAY,
        most_delay: timedelta = MOST_DELAY,
    ) -> None:
        self._network = network
        self._seed = seed
        self._reply_share = reply_share
        self._delays = (least_delay, most_delay)
        self._heard: dict[str, int] = {}
        self._stopped: set[str] = set()
        network.on_text(self._hear)

    def _hear(self, text: Text) -> None:
        if text.recipient.startswith(PREFIX):
            self._obey(text)
            return
        heard = self._heard[text.recipient] = self._heard.get(text.recipient, 0) + 1
        if heard > MOST_ANSWERS or text.recipient in self._stopped:
            return
        # One dice box for each answer: what one customer says does not depend on the others' order.
        dice = random.Random(f"{self._seed} {text.recipient} {heard}")
        if dice.random() >= self._reply_share:
            return
        answer = self._answer(text.recipient, dice)
        if answer == sentences.STOP:
            self._stopped.add(text.recipient)
        least, most = self._delays
        delay = least + (most - least) * dice.random()
        self._network.agenda.after(delay, partial(self._say, text, answer))

    def _answer(self, number: str, dice: random.Random) -> str:
        language = random.Random(f"{self._seed} {number}").choice(list(sentences.ANSWERS))
        fate = dice.random()
        if fate < STOPS:
            return sentences.STOP
        if fate < STOPS + LONG_ANSWERS and language in sentences.LONG:
            return sentences.LONG[language]
        return dice.choice(sentences.ANSWERS[language])

    def _say(self, text: Text, answer: str) -> None:
        self._network.send(text.recipient, text.sender, answer)

    def _obey(self, text: Text) -> None:
        long = sentences.LONG["en"]
        match text.recipient.removeprefix(PREFIX):
            case "7001":
                self._say(text, "Thanks!")
            case "7002":
                self._network.send(text.recipient, text.sender, "Once only, please", order=(0, 0))
            case "7003":
                self._network.send(text.recipient, text.sender, long, order=(1, 0))
            case "7004":
                self._network.send(text.recipient, text.sender, long, order=(0,))
            case "7005":
                self._say(text, sentences.EMOJI)
            case "7006":
                self._say(text, sentences.STOP)
            case "7007":
                self._say(text, "")
