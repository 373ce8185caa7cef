"""Finds words in templates that no translation can reach: outside ``_()``, in texts and in what is read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

WORDS = re.compile(r"[^\W\d_]{2}")
HUMAN = re.compile(r"[A-Z][a-z]+( |$)|[A-Z]?[a-z]+[,…]? .*[a-z]")
GETTEXT = frozenset({"_", "gettext", "ngettext"})
READ_ALOUD = frozenset({"alt", "aria-label", "aria-description", "content", "placeholder", "title"})
NOT_READ = frozenset({"color-scheme", "csrf-token", "theme-color", "viewport"})

# What is the same in every language: names, units, addresses.
SAME_EVERYWHERE = frozenset(
    {"dBm", "modemsms", "Python", "Unicode", "IMEI", "ICCID", "PIN", "PUK", "SHA-256", "nbsp", "MB", "GB"}
)

# A macro may hold the attributes of a tag.
_ATTRIBUTES = re.compile(r'"? ?[\w-]+="[^"\x00]*')

# Stands for what Jinja fills in.
FILLED = "\x00"


def bare_words(template: Path) -> list[str]:
    """Each bare word or sentence of *template*, as it stands there."""
    html, strings = _taken_apart(template.read_text(encoding="utf-8"))
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [*reader.found, *strings]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._code = False

    def handle_data(self, data: str) -> None:
        self._look(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code = tag in ("code", "pre")
        if dict(attrs).get("name") in NOT_READ:
            return
        for name, value in attrs:
            if name in READ_ALOUD:
                self._look(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._code = False

    def _look(self, text: str) -> None:
        if self._code:
            return
        for piece in _ATTRIBUTES.sub(FILLED, text).split(FILLED):
            words = [
                word
                for word in re.findall(r"[\w-]+", piece)
                if word not in SAME_EVERYWHERE and not word.startswith("ms-")
            ]
            if WORDS.search(" ".join(words)):
                self.found.append(piece.strip())


def _taken_apart(source: str) -> tuple[str, list[str]]:
    """The HTML of a template with a mark for each thing filled in, and the strings that are filled in bare."""
    html: list[str] = []
    strings: list[str] = []
    in_tag = False
    calls: list[str] = []
    before = ""
    filled = False
    for _line, kind, value in Environment(autoescape=True).lex(source):
        match kind:
            case "data":
                html.append(value)
                in_tag = (value.rfind("<") > value.rfind(">")) or (in_tag and ">" not in value)
            case "variable_begin" | "block_begin":
                filled = kind == "variable_begin"
                calls.clear()
                html.append(" " if in_tag else FILLED)
            case "operator" if value == "(":
                calls.append(before)
            case "operator" if value == ")" and calls:
                calls.pop()
            case "string" if not GETTEXT & set(calls) and before not in ("==", "!=", "in", "["):
                text = value[1:-1]
                plainly = filled and not calls and not in_tag and WORDS.search(text)
                if plainly or (not in_tag and HUMAN.match(text) and "ms-" not in text):
                    strings.append(text)
        if kind not in ("whitespace", "data"):
            before = value
    return "".join(html), strings


def all_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every bare word of every template in *folder*."""
    for template in sorted(folder.rglob("*.html")):
        for words in bare_words(template):
            yield template.relative_to(folder), words
