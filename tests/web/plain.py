"""A browser without JavaScript: it follows links and redirects and fills in forms, as the HTML stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


def multipart(fields: dict[str, Any]) -> dict[str, Any]:
    """*fields* as a browser sends them when there is a file among them."""
    boundary, body = encode_multipart(fields)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


@dataclass
class Form:
    """A form with what its fields hold; *repeated* has every value of fields that share a name."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    unticked: set[str] = field(default_factory=set)
    repeated: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """What a reader of an answer sees: its words, links and forms, and every attribute that was used."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.headers = response.headers
        self.path = response.request.path
        self.html = response.get_data().decode("utf-8", "replace")
        self.title = ""
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, bool]] = []
        self._words: list[str] = []
        self._text_field: str | None = None
        self._select = ""
        self.feed(self.html)

    @property
    def words(self) -> str:
        """All that a screen reader reads, with single spaces."""
        return " ".join(" ".join(self._words).split())

    def form(self, action: str, button: str | None = None) -> Form:
        """The form whose action ends in *action* and, if given, has a button of that name."""
        for one in self.forms:
            if one.action.endswith(action) and (button is None or button in one.buttons):
                return one
        raise AssertionError(f"no form for {action} on {self.path}: {[form.action for form in self.forms]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if tag not in VOID:
            self._open.append((tag, "hidden" in given or given.get("aria-hidden") == "true"))
        if tag == "form" and given.get("method") != "dialog":  # that one sends nothing
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "input" and self.forms and "name" in given:
            if given.get("type") in ("checkbox", "file", "radio") and "checked" not in given:
                self.forms[-1].unticked.add(given["name"])
            else:
                value = self.forms[-1].fields[given["name"]] = given.get("value", "")
                self.forms[-1].repeated.setdefault(given["name"], []).append(value)
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or self._select not in self.forms[-1].fields):
            self.forms[-1].fields[self._select] = given["value"]
        elif tag == "textarea":
            self._text_field = given["name"]
            self.forms[-1].fields[given["name"]] = ""
        elif tag == "button" and "name" in given:
            self.forms[-1].fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "textarea":
            self._text_field = None

    def handle_data(self, data: str) -> None:
        if self._text_field is not None:
            # The line break after the opening tag is not part of the text (HTML, 13.2.6.4.7).
            fields = self.forms[-1].fields
            fields[self._text_field] += data.removeprefix("\n") if not fields[self._text_field] else data
            return
        tags = [tag for tag, _ in self._open]
        if "title" in tags:
            self.title += data
        elif not any(hidden for _, hidden in self._open):
            self._words.append(data)
            if "button" in tags and "form" in tags and data.strip():
                self.forms[-1].buttons.append(data.strip())


class PlainBrowser:
    """One person at one browser."""

    def __init__(self, app: Flask, host: str = "localhost") -> None:
        self.client = app.test_client()
        self._base = f"http://{host}"
        self._at = ""

    def open(self, path: str, **options: Any) -> Page:
        """Go to *path* and wherever that leads."""
        return self._go("GET", path, **options)

    def submit(self, form: Form, **fields: Any) -> Page:
        """Send *form* with *fields* filled in; a field of None is left out, as a box without its tick."""
        known = set(form.fields) | form.unticked
        assert set(fields) <= known, f"the form has no {set(fields) - known}"
        several = {name: values for name, values in form.repeated.items() if len(values) > 1}
        given = form.fields | several | fields
        filled = {name: value for name, value in given.items() if value is not None}
        if any(isinstance(value, FileStorage) for value in filled.values()):
            return self._go(form.method.upper(), form.action, **multipart(filled))
        return self._go(form.method.upper(), form.action, data=filled)

    def post(self, path: str, **fields: str) -> Page:
        """Send what no form of ours would."""
        return self._go("POST", path, data=fields)

    def _go(self, method: str, path: str, **options: Any) -> Page:
        headers = {"Referer": self._at} if self._at else {}
        headers |= options.pop("headers", {})
        response = self.client.open(
            path, method=method, base_url=self._base, headers=headers, follow_redirects=True, **options
        )
        self._at = self._base + response.request.full_path.rstrip("?")
        return Page(response)
