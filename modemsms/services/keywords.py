"""The words that a shop acts on when they stand alone in a text, and what it answers by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from modemsms.errors import CodecError, InvalidInput
from modemsms.gsm.segments import segments
from modemsms.services.kept import Kept
from modemsms.services.shop import Shop
from modemsms.services.spelling import LONGEST_KEYWORD, asks_to_stop, plain
from modemsms.services.stop_words import ANSWERS, CLOSINGS, LANGUAGES, languages_of

Kind = Literal["leave", "back", "help", "yes"]
AnswerKind = Literal["left", "joined", "help", "question"]

ANSWER_KINDS: tuple[AnswerKind, ...] = ("left", "joined", "help", "question")

_WORDS, _ANSWERS = "consent.words", "consent.answers"

MOST_WORDS = 200
LONGEST_WORD = 40
LONGEST_ANSWER = 480

# Networks, carriers and people know these two; no shop can take them away.
ALWAYS_LEAVES, ALWAYS_BACK = "STOP", "START"


@dataclass(frozen=True, slots=True)
class Words:
    """The lists as the shop writes them: who sends one of *leave* leaves, of *back* comes back or joins."""

    leave: tuple[str, ...]
    back: tuple[str, ...]
    help: tuple[str, ...]


class Keywords:
    """The lists and the answers: what the owner set, else those of the shop's country."""

    def __init__(self, kept: Kept, shop: Shop) -> None:
        self._kept = kept
        self._shop = shop

    def words(self) -> Words:
        """The lists as they are now."""
        written = self._kept.get(_WORDS)
        if written is None:
            return words_of(languages_of(self._shop.country))
        said = json.loads(written)
        return Words(tuple(said["leave"]), tuple(said["back"]), tuple(said["help"]))

    def change(self, words: Words) -> None:
        """Keep *words*, each once. Raises ``InvalidInput`` by the name of the list."""
        lists: dict[str, list[str]] = {}
        seen: dict[str, str] = {}
        for name, given in (
            ("leave", (ALWAYS_LEAVES, *words.leave)),
            ("back", (ALWAYS_BACK, *words.back)),
            ("help", words.help),
        ):
            lists[name] = [
                word for word in _checked(name, given) if seen.setdefault(plain(word), name) == name
            ]
            wrong = next((word for word in given if seen.get(plain(word), name) != name), None)
            if wrong is not None:
                raise InvalidInput(name, f"“{wrong}” stands in two lists. It can only mean one thing.")
        self._kept.put({_WORDS: json.dumps(lists)})

    def add_language(self, code: str) -> None:
        """Take in the words of a language besides those that are there. Raises ``InvalidInput``."""
        if code not in LANGUAGES:
            raise InvalidInput("language", "Choose a language from the list.")
        now, more = self.words(), words_of((code,))
        self.change(Words((*now.leave, *more.leave), (*now.back, *more.back), (*now.help, *more.help)))

    def meaning(self, text: str) -> Kind | None:
        """What *text* asks for when it is one of the words and nothing else; None for any other text."""
        said = text.strip()
        return None if len(said) > LONGEST_KEYWORD else _meanings(self.words()).get(plain(said))

    def sounds_like_leaving(self, text: str) -> bool:
        """Whether somebody of the shop should look: *text* is none of the words, and may well mean that."""
        meanings = _meanings(self.words())
        return asks_to_stop(text, [word for word, kind in meanings.items() if kind == "leave"])

    def texts(self) -> dict[AnswerKind, str]:
        """The answers as the shop writes them; an empty one is not sent."""
        written = self._kept.get(_ANSWERS)
        first = languages_of(self._shop.country)[0]
        usual = cast("dict[AnswerKind, str]", ANSWERS.get(first, ANSWERS["en"]))
        return usual if written is None else usual | json.loads(written)

    def change_texts(self, texts: Mapping[AnswerKind, str]) -> None:
        """Keep the answers. Raises ``InvalidInput`` by kind."""
        kept = {}
        for kind in ANSWER_KINDS:
            text = texts[kind].strip()
            if kind == "question" and not text:
                raise InvalidInput(kind, "Without this text nobody can say yes.")
            if len(text) > LONGEST_ANSWER:
                raise InvalidInput(kind, f"Write up to {LONGEST_ANSWER} characters.")
            if not _can_be_sent(text):
                raise InvalidInput(kind, "This text has a character that no phone can show.")
            kept[kind] = text
        self._kept.put({_ANSWERS: json.dumps(kept)})

    def closing(self) -> str:
        """The last line of a broadcast, which says how to leave, in the language of the shop's country."""
        return CLOSINGS.get(languages_of(self._shop.country)[0], CLOSINGS["en"])

    def answer(self, kind: AnswerKind) -> str:
        """What is answered, with the shop's name in its place; empty where nothing is."""
        return self.texts()[kind].replace("{shop}", self._shop.name or "us")


def words_of(languages: Iterable[str]) -> Words:
    """The words of *languages* together, each once."""
    known = [LANGUAGES[code] for code in languages]
    return Words(
        tuple(dict.fromkeys((ALWAYS_LEAVES, *(word for one in known for word in one.leave)))),
        tuple(dict.fromkeys((ALWAYS_BACK, "JOIN", *(word for one in known for word in one.back)))),
        tuple(dict.fromkeys(word for one in known for word in one.help)),
    )


@lru_cache(maxsize=8)
def _meanings(words: Words) -> dict[str, Kind]:
    """Each plain word with what it means; one that leaves wins over all others."""
    lists: tuple[tuple[Kind, Iterable[str]], ...] = (
        ("yes", (word for one in LANGUAGES.values() for word in one.yes)),
        ("help", words.help),
        ("back", (ALWAYS_BACK, *words.back)),
        ("leave", (ALWAYS_LEAVES, *words.leave)),
    )
    return {plain(word): kind for kind, listed in lists for word in listed}


def _checked(name: str, given: Iterable[str]) -> list[str]:
    words: dict[str, str] = {}
    for word in (" ".join(one.split()) for one in given):
        if not word:
            continue
        if not plain(word) or len(word) > LONGEST_WORD or not word.isprintable():
            raise InvalidInput(name, f"Each word has letters or digits, up to {LONGEST_WORD}.")
        words.setdefault(plain(word), word)
    if len(words) > MOST_WORDS:
        raise InvalidInput(name, f"Enter at most {MOST_WORDS} words.")
    return list(words.values())


def _can_be_sent(text: str) -> bool:
    if any(0xD800 <= ord(one) <= 0xDFFF or (one < " " and one != "\n") for one in text):
        return False
    try:
        segments(text or " ")
    except CodecError:
        return False
    return True
