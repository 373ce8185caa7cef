"""The look that a person chose: light or dark, larger letters, a language of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web
from tests.desk import Desk
from tests.web.plain import PlainBrowser

TOKENS = (Path(web.__file__).parent / "static/css/tokens.css").read_text(encoding="utf-8")


def choose(desk: Desk, **look: str) -> None:
    """What the page of the look writes down."""
    with desk.store.write() as connection:
        for column, value in look.items():
            connection.execute(f"UPDATE users SET {column} = ?", (value,))


def tokens(after: str) -> str:
    """The declarations of the block behind *after*."""
    found = re.search(re.escape(after) + r" \{\n(.*?)\n *\}", TOKENS, re.DOTALL)
    assert found is not None
    return " ".join(found[1].replace("color-scheme: dark;", "").split())


def test_dark_is_the_same_by_wish_and_by_device() -> None:
    assert tokens(':root:not([data-theme="light"])') == tokens('\n:root[data-theme="dark"]')


@pytest.mark.parametrize(
    ("theme", "bars", "scheme"),
    [
        ("system", ["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"], "light dark"),
        ("light", [], "light"),
        ("dark", [], "dark"),
    ],
)
def test_the_browsers_own_bar_goes_along(
    owner: PlainBrowser, desk: Desk, theme: str, bars: list[str], scheme: str
) -> None:
    choose(desk, theme=theme)

    page = owner.open("/")

    assert [value for tag, name, value in page.attributes if (tag, name) == ("meta", "media")] == bars
    assert ("meta", "content", scheme) in page.attributes
    assert ("html", "data-theme", theme) in page.attributes


def test_larger_letters_are_a_wish_of_the_page(owner: PlainBrowser, desk: Desk) -> None:
    choose(desk, text_size="larger")

    assert ("html", "data-text", "larger") in owner.open("/").attributes


def test_ones_own_language_wins_over_the_browsers(owner: PlainBrowser, desk: Desk) -> None:
    choose(desk, language="es")

    page = owner.open("/more", headers={"Accept-Language": "en"})

    assert "Cerrar sesión" in page.words
    assert page.headers["Content-Language"] == "es"


def test_a_language_that_nobody_speaks_here_is_passed_over(owner: PlainBrowser, desk: Desk) -> None:
    choose(desk, language="tlh")

    assert "Cerrar sesión" in owner.open("/more", headers={"Accept-Language": "es"}).words


def test_the_bar_leads_to_every_place_and_says_where_one_is(owner: PlainBrowser) -> None:
    page = owner.open("/contacts")

    assert {"/", "/contacts", "/modems", "/settings", "/more"} <= set(page.links)
    assert [value for _, name, value in page.attributes if name == "aria-current"].count("page") == 1


def test_a_place_behind_more_marks_more_too(owner: PlainBrowser) -> None:
    values = [value for _, name, value in owner.open("/doctor").attributes if name == "aria-current"]

    assert "page" in values
    assert "true" in values
