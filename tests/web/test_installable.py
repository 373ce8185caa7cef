"""The page as an app: what a browser keeps of it, and gets without a session."""

from __future__ import annotations

import json
import re
import struct

import pytest

from tests.desk import ANNA, Desk
from tests.web.conftest import OWNER
from tests.web.plain import PlainBrowser


def manifest(browser: PlainBrowser) -> dict[str, object]:
    answer = browser.client.get("/manifest.webmanifest", base_url="http://localhost")
    assert answer.mimetype == "application/manifest+json"
    read: dict[str, object] = json.loads(answer.data)
    return read


def test_the_app_is_named_after_the_shop(stranger: PlainBrowser, owner: PlainBrowser) -> None:
    told = manifest(stranger)

    assert told["name"] == "Corner Books"
    assert (told["start_url"], told["display"]) == ("/", "standalone")


def test_every_icon_is_as_large_as_the_manifest_says(stranger: PlainBrowser, owner: PlainBrowser) -> None:
    icons = manifest(stranger)["icons"]
    assert isinstance(icons, list)

    for icon in icons:
        with stranger.client.get(icon["src"], base_url="http://localhost") as answer:
            assert answer.status_code == 200
            if icon["type"] == "image/png":
                width, height = struct.unpack(">II", answer.data[16:24])
                assert icon["sizes"] == f"{width}x{height}"
    assert {icon.get("purpose", "any") for icon in icons} == {"any", "maskable"}


def test_the_apps_shortcuts_lead_to_pages(owner: PlainBrowser) -> None:
    shortcuts = manifest(owner)["shortcuts"]
    assert isinstance(shortcuts, list)

    assert [owner.open(one["url"]).status for one in shortcuts] == [200] * len(shortcuts)


def test_the_service_worker_stands_at_the_root_and_is_always_asked_for_anew(
    stranger: PlainBrowser, owner: PlainBrowser
) -> None:
    with stranger.client.get("/sw.js?v=1&language=en", base_url="http://localhost") as answer:
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_page_for_later_is_about_nobody(stranger: PlainBrowser, owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "My secret")

    page = stranger.open("/offline")

    assert "comes back by itself" in page.words
    assert not re.search(f"secret|{OWNER}|{re.escape(ANNA)}", page.html)


@pytest.mark.parametrize("path", ["/", "/settings"])
def test_every_page_lists_its_shortcuts_and_names_the_manifest(owner: PlainBrowser, path: str) -> None:
    page = owner.open(path)

    assert ("link", "href", "/manifest.webmanifest") in page.attributes
    assert ("div", "data-keys", "g h") in page.attributes
