"""Every word in the reader's language: the catalogue is whole, and nothing on a page stays behind in English."""

from __future__ import annotations

import re
import string
from collections import deque
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from babel.messages.catalog import Catalog, Message

import web
from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.bare_words import bare_words
from tests.web.plain import Page, PlainBrowser
from tests.web.things import ADAPTER, HELD, PHONE, STICK
from tools import words

TEMPLATES = Path(web.__file__).parent / "templates"
SPANISH = words.TRANSLATIONS / "es" / "LC_MESSAGES" / "messages.po"

PLACES = re.compile(r"%\(\w+\)[sd]|{\d+}")

# The same in both languages, or a name.
ALIKE = frozenset({"Cable", "Doctor", "PUK", "SIM %(slot)s", "Idempotency-Key"})

# So many pages are looked at; a shop has fewer kinds.
MOST_PAGES = 150


@pytest.fixture(scope="module")
def spoken() -> Catalog:
    """What the sources say now."""
    return words.gathered()


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    return words.catalogue(SPANISH)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]


def test_every_word_is_translated(spoken: Catalog, spanish: Catalog) -> None:
    missing = [message.id for message in spoken if message.id and message.id not in spanish]

    assert missing == [], "run `make words`, then translate"
    assert words.untranslated(spanish) == []


def test_the_catalogue_holds_nothing_that_nobody_says_any_more(spoken: Catalog, spanish: Catalog) -> None:
    assert [message.id for message in spanish if message.id and message.id not in spoken] == []


def test_a_translation_has_the_same_places_to_fill_in(spanish: Catalog) -> None:
    for message in spanish:
        if message.id:
            ids = list(message.id) if isinstance(message.id, tuple | list) else [message.id]
            wanted = {place for one in ids for place in PLACES.findall(one)} - {"%(num)s", "%(num)d"}
            for form in filter(None, forms(message)):
                assert set(PLACES.findall(form)) - {"%(num)s", "%(num)d"} == wanted, message.id


def test_what_is_compiled_is_what_was_translated(spanish: Catalog) -> None:
    assert SPANISH.with_suffix(".mo").read_bytes() == words.compiled(spanish), "run `make words`"


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_a_template_holds_no_words_of_its_own(template: Path) -> None:
    assert bare_words(template) == []


@pytest.fixture
def busy(desk: Desk, owner: PlainBrowser, services: Services) -> None:
    """A shop in which there is something of everything."""
    sim = desk.plug_in()
    desk.contacts.add("Łukasz", [ANNA])
    for number in (ANNA, BEN):
        desk.receive(sim, number, "Qwerty?")
    desk.write(ANNA, "Asdf")
    desk.write(BEN, "Zxcv")
    desk.silent(desk.take())
    desk.devices.seen([STICK, PHONE, ADAPTER, HELD])


def test_no_page_shows_english_to_a_reader_of_spanish(
    owner: PlainBrowser, busy: None, spanish: Catalog
) -> None:
    english = English(spanish)
    waiting = deque(["/", "/home", "/scheduled", "/more", "/unsure", "/nothing/here"])
    seen: set[str] = set()
    left = []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        page = owner.open(path, headers={"Accept-Language": "es"})
        kind = re.sub(r"\d+", "1", urlsplit(page.path).path)
        if kind in seen or page.headers["Content-Type"].split(";")[0] != "text/html":
            continue
        seen.add(kind)
        left += [(path, node) for node in nodes(page) if english.says(node)]
        links = (urldefrag(link).url for link in page.links)
        waiting.extend(link for link in links if link.startswith("/") and not link.startswith("/static/"))

    assert left == []
    assert len(seen) > 20


class English:
    """Tells what stands in the catalogue from names and what customers wrote."""

    def __init__(self, catalog: Catalog) -> None:
        self._whole: set[str] = set()
        self._shapes: list[re.Pattern[str]] = []
        for message in catalog:
            ids = list(message.id) if isinstance(message.id, tuple | list) else [message.id]
            for one in ids:
                if not one or one in forms(message) or one in ALIKE:
                    continue
                if sum(map(str.isalpha, PLACES.sub("", one))) < 4:
                    continue
                self._whole.add(one.strip(string.whitespace))
                if PLACES.search(one):
                    self._shapes.append(re.compile(".+".join(map(re.escape, PLACES.split(one)))))

    def says(self, node: str) -> bool:
        return node in self._whole or any(shape.fullmatch(node) for shape in self._shapes)


def nodes(page: Page) -> list[str]:
    """Each piece of text of a page, and what is read aloud."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", "", page.html, flags=re.DOTALL)
    texts = [" ".join(text.split()) for text in re.findall(r">([^<]+)<", body)]
    aloud = [value for _, name, value in page.attributes if name in ("aria-label", "title", "placeholder")]
    return [text for text in [*texts, *aloud] if text]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("es-MX,es;q=0.9,en;q=0.5", "es"), ("fr,es;q=0.5", "es"), ("fr", "en"), ("", "en"), ("en-GB", "en")],
)
def test_a_stranger_is_spoken_to_as_the_browser_asks(
    stranger: PlainBrowser, owner: PlainBrowser, accepted: str, language: str
) -> None:
    page = stranger.open("/sign-in", headers={"Accept-Language": accepted})

    assert f'<html lang="{language}" dir="ltr"' in page.html
    assert page.headers["Content-Language"] == language
    assert "Accept-Language" in page.headers["Vary"]


def test_programs_are_spoken_to_in_english(owner: PlainBrowser) -> None:
    answer = owner.client.get(
        "/api/v1/messages", base_url="http://localhost", headers={"Accept-Language": "es"}
    )

    assert "Content-Language" not in answer.headers
    assert "key" in answer.get_json()["error"]["message"]
