"""Sentences of the services and drivers in the reader's language.

They are made in English, far from any page, and many are kept in the database with names and numbers in
them. So they are translated where they are shown: looked up whole, else matched with the sentences of the
catalogue that have places for names (``{0}``). The API goes on to speak English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.mofile import read_mo

from web import languages

TRANSLATIONS = Path(__file__).parent / "translations"

# What is longer is no sentence of ours, or has a stranger's text in it; neither is worth the search.
LONGEST = 2000

# So many sentences are remembered in their translation; a page shows a few dozen.
REMEMBERED = 2048

# A name in a sentence may be a sentence itself ("The program adb refused: …"), and that is the end of it.
DEEPEST = 2

_PLACE = re.compile(r"{(\d+)}")
_AFTER_A_SENTENCE = re.compile(r"(?<=[.?!…”])[ \n]+(?=\S)")


def said(sentence: str) -> str:
    """*sentence* in the language of this request; unchanged where nobody translated it."""
    code = languages.language()
    if code == languages.SOURCE or not sentence or len(sentence) > LONGEST:
        return sentence
    return _translated(code, str(sentence))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence of the catalogue with places in it."""

    literals: tuple[str, ...]
    places: tuple[str, ...]
    translation: str

    def match(self, sentence: str) -> list[str] | None:
        """What stands in the places of *sentence*; None if it is another one. Takes linear time."""
        first, last = self.literals[0], self.literals[-1]
        if not (sentence.startswith(first) and sentence.endswith(last)):
            return None
        at, end = len(first), len(sentence) - len(last)
        found = []
        for literal in self.literals[1:-1]:
            next_literal = sentence.find(literal, at + 1, end)
            if next_literal < 0:
                return None
            found.append(sentence[at:next_literal])
            at = next_literal + len(literal)
        return [*found, sentence[at:end]] if at < end else None

    def filled(self, found: list[str]) -> str:
        """The translation with what was *found* in its places."""
        values = dict(zip(self.places, found, strict=True))
        return _PLACE.sub(lambda place: values.get(place[1], ""), self.translation)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language: those that stand for themselves, and those with places."""

    whole: dict[str, str]
    patterns: list[Pattern]

    def one(self, sentence: str, depth: int = 0) -> str | None:
        """The translation of exactly this *sentence*; None if there is none."""
        if sentence in self.whole:
            return self.whole[sentence]
        for pattern in self.patterns:
            found = pattern.match(sentence)
            # A place holds a name or a number. A whole sentence there means that two stand side by side.
            if found is not None and not any(_AFTER_A_SENTENCE.search(value) for value in found):
                if depth < DEEPEST:
                    found = [self._name(value, depth + 1) for value in found]
                return pattern.filled(found)
        return None

    def _name(self, value: str, depth: int) -> str:
        # "{0}. It is in use by {1}." leaves a sentence without its full stop.
        known = self.one(value, depth)
        if known is None and (stopped := self.one(f"{value}.", depth)) is not None:
            known = stopped.removesuffix(".")
        return value if known is None else known

    def several(self, text: str) -> str:
        """*text* sentence by sentence, the longest known stretch of them first; what is unknown stays."""
        pieces = list(_cut(text))
        told: list[str] = []
        while pieces:
            for length in range(len(pieces), 0, -1):
                stretch = "".join(pieces[:length])
                known = self.one(stretch.rstrip())
                if known is not None or length == 1:
                    gap = stretch[len(stretch.rstrip()) :]
                    told.append((known if known is not None else stretch.rstrip()) + gap)
                    del pieces[:length]
                    break
        return "".join(told)


# More sentences than this stand in no text of ours.
_MOST_PIECES = 12


def _cut(text: str) -> Iterator[str]:
    """*text* in pieces that end with the gap behind a sentence."""
    start = 0
    for gap in list(_AFTER_A_SENTENCE.finditer(text))[: _MOST_PIECES - 1]:
        yield text[start : gap.end()]
        start = gap.end()
    yield text[start:]


@lru_cache(maxsize=REMEMBERED)
def _translated(code: str, sentence: str) -> str:
    return catalogue(code).several(sentence)


@cache
def catalogue(code: str) -> Catalogue:
    """The catalogue of the language *code*, read once."""
    whole: dict[str, str] = {}
    patterns: list[Pattern] = []
    file = TRANSLATIONS / code / "LC_MESSAGES" / "messages.mo"
    with file.open("rb") as opened:
        for message in read_mo(opened):
            if not isinstance(message.id, str) or not isinstance(message.string, str) or not message.id:
                continue
            if _PLACE.search(message.id):
                pieces = _PLACE.split(message.id)
                patterns.append(Pattern(tuple(pieces[::2]), tuple(pieces[1::2]), message.string))
            else:
                whole[message.id] = message.string
    # The one that says most comes first: “{0}” is paused, before “{0}” is {1}.
    patterns.sort(key=lambda pattern: -sum(map(len, pattern.literals)))
    return Catalogue(whole, patterns)
