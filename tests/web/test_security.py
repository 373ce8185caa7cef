"""What every answer carries, and what every request must: headers, hosts, tokens, sizes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

import web
from modemsms.services import Services
from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser
from web import create_app

TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))

CHANGES = (
    "/welcome",
    "/sign-in",
    "/sign-out",
    "/new",
    "/new/people",
    "/mailings/1",
    "/mailings/1/undo",
    "/mailings/1/cancel",
    "/mailings/1/reinstate",
    "/mailings/1/now",
    "/mailings/1/later",
    "/count",
    "/broadcasts",
    "/broadcasts/new",
    "/broadcasts/new/people",
    "/broadcasts/new/count",
    "/broadcasts/new/dates",
    "/broadcasts/new/throw-away",
    "/broadcasts/new/take-back",
    "/broadcasts/new/test",
    "/broadcasts/1/undo",
    "/broadcasts/1/pause",
    "/broadcasts/1/resume",
    "/broadcasts/1/stop",
    "/broadcasts/1/pace",
    "/broadcasts/1/begin",
    "/broadcasts/1/bring-back",
    "/drafts",
    "/conversations/1/messages",
    "/conversations/1/here",
    "/conversations/1/read",
    "/conversations/1/archive",
    "/conversations/1/flag",
    "/conversations/1/block",
    "/conversations/1/unread",
    "/conversations/1/assign",
    "/conversations/1/notes",
    "/notes/1",
    "/notes/1/text",
    "/messages/1/retry",
    "/messages/1/retry/undo",
    "/messages/1/unsettle",
    "/messages/1/undo",
    "/scheduled/1",
    "/scheduled/clock",
    "/scheduled/1/cancel",
    "/scheduled/1/reinstate",
    "/scheduled/1/now",
    "/messages/1/cancel",
    "/messages/1/release",
    "/messages/1/settle",
    "/modems",
    "/modems/counter/pause",
    "/modems/counter/resume",
    "/modems/counter/remove",
    "/modems/counter/restart",
    "/modems/counter/pin",
    "/modems/counter/puk",
    "/modems/counter/settings",
    "/modems/counter/codes",
    "/modems/counter/codes/end",
    "/modems/counter/self-test",
    "/modems/counter/test-text",
    "/modems/counter/name",
    "/devices/use",
    "/devices/look",
    "/sims/1",
    "/sims/1/balance",
    "/sims/1/forget",
    "/phones/1/access",
    "/phones/1/do",
    "/phones/1/use",
    "/join",
    "/welcome/shop",
    "/welcome/text",
    "/welcome/later",
    "/welcome/finish",
    "/sign-in/forgot",
    "/sign-in/forgot/code",
    "/settings/people",
    "/settings/people/1/role",
    "/settings/people/1/password",
    "/settings/people/1/link",
    "/settings/people/1/end",
    "/settings/people/1/back",
    "/settings/people/1/sign-out",
    "/settings/you",
    "/settings/you/password",
    "/settings/you/sign-out",
    "/settings/owner",
    "/settings/self-test",
    "/settings/network",
    "/settings/shop",
    "/settings/replies",
    "/settings/replies/1",
    "/settings/replies/1/move",
    "/settings/replies/1/delete",
    "/settings/shop/hours",
    "/settings/rules",
    "/settings/quiet",
    "/settings/look",
    "/contacts/new",
    "/contacts/1",
    "/contacts/1/delete",
    "/contacts/bin/1/restore",
    "/contacts/1/forget",
    "/contacts/filters",
    "/contacts/filters/1",
    "/contacts/filters/1/delete",
    "/contacts/filters/1/restore",
    "/contacts/twice/1/into/1",
    "/contacts/twice/bin/1/split",
    "/contacts/twice/1/not/1",
    "/contacts/twice/1/perhaps/1",
    "/consent",
    "/consent/back",
    "/messages/1/leaves",
    "/sign-up",
    "/settings/opt-out",
    "/settings/opt-out/answers",
    "/settings/opt-out/language",
    "/settings/sign-up",
    "/settings/fields",
    "/settings/fields/1",
    "/settings/fields/1/move",
    "/settings/fields/1/delete",
    "/settings/fields/1/restore",
    "/contacts/import/file",
    "/contacts/import/pasted",
    "/contacts/import/1",
    "/contacts/import/1/again",
    "/contacts/import/1/undo",
    "/contacts/import/1/drop",
    "/groups",
    "/groups/1",
    "/groups/1/delete",
    "/groups/1/restore",
    "/groups/1/members/1",
    "/groups/1/members/1/remove",
    "/settings/backup",
    "/settings/backup/download",
    "/settings/backup/1/download",
    "/settings/backup/stick",
    "/settings/backup/stick/nightly",
    "/settings/backup/restore/file",
    "/settings/backup/restore/copy",
    "/settings/backup/restore/drop",
    "/settings/backup/restore/replace",
    "/settings/keeping",
    "/settings/keys",
    "/settings/keys/till/revoke",
)


def markup_of(template: Path) -> str:
    """A template without what Jinja fills in."""
    return re.sub(r"{%.*?%}|{{.*?}}", " ", template.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_list_of_changes_above_is_complete(app: Flask) -> None:
    routes = {
        re.sub(r"<path:name>", "counter", re.sub(r"<(int|path)?:?\w+>", "1", rule.rule)): rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }

    assert len(routes) == len(CHANGES)


@pytest.mark.parametrize("path", CHANGES)
def test_nothing_changes_without_a_token(owner: PlainBrowser, desk: Desk, path: str) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")

    page = owner.post(path, text="Hello", to=ANNA, name="till", numbers=ANNA)

    assert page.status == 400
    assert desk.contacts.list() == []
    assert len(desk.conversations.messages(1)) == 1
    assert owner.open("/").path == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/sims/{}",
        "/conversations/{}",
        "/conversations/1?before={}",
        "/conversations/1?around={}",
        "/changes?rows={}&open={}",
        "/contacts?name=a&id={}",
    ],
)
@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000, "٣"])
def test_a_number_that_no_row_has_breaks_nothing(
    owner: PlainBrowser, desk: Desk, path: str, number: str
) -> None:
    desk.write(ANNA, "Hello")

    assert owner.open(path.replace("{}", number)).status in (200, 404)


def test_an_hour_that_no_day_has_is_refused(owner: PlainBrowser) -> None:
    form = owner.open("/settings").form("/settings/self-test")

    assert owner.submit(form, hour="9" * 5000).status == 422


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/modems", "/api/v1/health"])
def test_every_answer_has_the_headers(owner: PlainBrowser, path: str) -> None:
    headers = owner.open(path).headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_the_pages_own_names_are_answered(app: Flask, host: str) -> None:
    assert app.test_client().get("/welcome", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.168.1.5", "[::2]", ""])
@pytest.mark.parametrize("path", ["/welcome", "/api/v1/health"])
def test_a_foreign_name_is_refused_on_loopback(app: Flask, host: str, path: str) -> None:
    answer = app.test_client().get(path, headers={"Host": host})

    assert answer.status_code in (400, 421)


def test_names_that_were_allowed_are_answered(services: Services) -> None:
    app = create_app(services, secret_key=b"x", allowed_hosts=["shop.example"])

    assert app.test_client().get("/welcome", headers={"Host": "shop.example"}).status_code == 200


def test_on_the_network_any_name_is_answered_but_nobody_sits_at_the_machine(services: Services) -> None:
    app = create_app(services, secret_key=b"x", host="0.0.0.0")

    answer = app.test_client().get("/welcome", headers={"Host": "evil.example"})

    assert answer.status_code == 200
    assert 'name="code"' in answer.text


def test_a_body_of_fifty_megabytes_is_refused(owner: PlainBrowser) -> None:
    token = owner.open("/settings").form("/sign-out").fields["csrf_token"]

    page = owner.post("/new", csrf_token=token, to=ANNA, text="x" * 50_000_000)

    assert page.status == 413


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_script_and_no_style(template: Path) -> None:
    text = markup_of(template)

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "<style" not in text
    assert "javascript:" not in text
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert "|safe" not in template.read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_classes_are_our_own(template: Path) -> None:
    classes = re.findall(r'class="([^"]*)"', markup_of(template))

    used = {name for value in classes for name in value.split()}

    assert all(name.startswith("ms-") for name in used), used


@pytest.mark.parametrize(
    "path", ["/", "/new", "/unsure", "/modems", "/contacts", "/contacts/new", "/settings"]
)
def test_nothing_is_loaded_from_elsewhere(owner: PlainBrowser, path: str) -> None:
    page = owner.open(path)

    assert not [value for _, _, value in page.attributes if value.startswith(("http:", "https:", "//"))]


@pytest.mark.parametrize("path", ["/", "/new", "/modems", "/contacts/new", "/settings"])
def test_every_field_has_a_label(owner: PlainBrowser, path: str) -> None:
    page = owner.open(path)
    labelled = {value for tag, name, value in page.attributes if (tag, name) == ("label", "for")}

    fields = re.findall(r'<(?:input|textarea)[^>]*id="(f-[^"]*)"', page.html)

    assert fields
    assert set(fields) <= labelled


def test_files_may_be_kept_for_a_year_and_change_their_address_with_their_content(
    owner: PlainBrowser, tmp_path: Path
) -> None:
    from web.assets import static_url_path

    page = owner.open("/")
    sheet = next(value for tag, name, value in page.attributes if tag == "link" and value.endswith(".css"))
    with owner.client.get(sheet, base_url="http://localhost") as file:
        headers = file.headers
    (tmp_path / "one.css").write_text("a")
    before = static_url_path(tmp_path)
    (tmp_path / "one.css").write_text("b")

    assert "max-age=31536000" in headers["Cache-Control"]
    assert "Set-Cookie" not in headers
    assert static_url_path(tmp_path) != before


def test_pages_are_packed_for_browsers_that_take_it_but_never_for_another_site(owner: PlainBrowser) -> None:
    packed = owner.client.get("/", base_url="http://localhost", headers={"Accept-Encoding": "gzip"})
    foreign = owner.client.get(
        "/",
        base_url="http://localhost",
        headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": "cross-site"},
    )

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in foreign.headers


def test_a_first_visit_and_a_later_one_are_light(owner: PlainBrowser, desk: Desk) -> None:
    for number in range(50):
        desk.write(f"+4477009001{number:02}", f"Text number {number} with some words in it")
    desk.contacts.add("Łukasz", ["+447700900101"])

    def octets(path: str) -> int:
        packed = {"Accept-Encoding": "gzip"}
        with owner.client.get(path, base_url="http://localhost", headers=packed) as answer:
            return len(answer.data)

    page = owner.open("/")
    static = Path(web.__file__).parent / "static"
    files = [file for file in static.rglob("*") if file.suffix in (".css", ".js", ".svg", ".woff2")]
    prefix = next(value for _, _, value in page.attributes if value.startswith("/static/")).split("/")[2]
    first = sum(octets(f"/static/{prefix}/{file.relative_to(static).as_posix()}") for file in files)

    assert octets("/") + first <= 160_000
    assert octets("/conversations/1") <= 15_000


def test_the_sprite_holds_just_the_icons_in_use() -> None:
    folder = Path(web.__file__).parent
    sprite = (folder / "static/icons/sprite.svg").read_text(encoding="utf-8")
    texts = [*TEMPLATES, *folder.glob("*.py")]
    written = "".join(path.read_text(encoding="utf-8") for path in texts)

    held = set(re.findall(r'<symbol id="([^"]+)"', sprite))

    assert {name for name in held if f'"{name}"' not in written} == set()
    assert set(re.findall(r'icon\("([a-z-]+)"', written)) <= held
