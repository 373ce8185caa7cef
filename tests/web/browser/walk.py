"""Finds every page that a person can reach by following links, one of each kind."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

# What stands for one thing among many: row numbers, days, the slugs of ports.
_ONE_OF_MANY = re.compile(r"\d[\w.-]*")

# Files to keep, and pages that only turn other pages' leaves.
_NO_PAGES = re.compile(r"/(static|api|export|backup/download)|\.(csv|txt|vcf|zip|crt|webmanifest)$")
_LEAVES = frozenset({"before", "after", "around"})


def kind_of(path: str) -> str:
    """What two addresses have in common that lead to pages of one kind."""
    parts = urlsplit(path)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    place = re.sub(r"(?<=/modems/)(?!add)[^/]+", "NAME", parts.path)
    return _ONE_OF_MANY.sub("N", place or "/") + ("?" + "&".join(sorted(names)) if names else "")


def walked(page: Page, *starts: str) -> Iterator[str]:
    """The first address of each kind that links lead to from *starts*, each while *page* is there."""
    met: set[str] = set()
    waiting = deque(starts)
    while waiting:
        path = waiting.popleft()
        if kind_of(path) in met:
            continue
        answer = page.goto(path)
        if answer is None or not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        met.add(kind_of(path))
        waiting.extend(link for link in _links(page) if kind_of(link) not in met)
        yield path


def pages_from(page: Page, *starts: str) -> dict[str, str]:
    """The same addresses by their kinds."""
    return {kind_of(path): path for path in walked(page, *starts)}


def _links(page: Page) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all(
        "a[href]:not([download])",
        "links => links.map((link) => new URL(link.getAttribute('href'), location.href).href)",
    )
    here = urlsplit(page.url).netloc
    paths = []
    for href in hrefs:
        parts = urlsplit(href)
        if parts.netloc != here or _NO_PAGES.search(parts.path):
            continue
        if _LEAVES & {name for name, _ in parse_qsl(parts.query)}:
            continue
        paths.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return paths
