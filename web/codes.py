"""Codes such as *100#: dialled by an owner, answered by the network, shown as a small talk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.ussd import Dialled
from web import modem
from web.context import owners_only, services, wants_fragment

blueprint = Blueprint("codes", __name__)

# What is shown of the talk with the network, and from how many lines the codes of before are taken.
LINES = 6
REMEMBERED = 60
MOST_CODES = 6
# As long as a code or an answer can be (23.038, 6.1.2.3).
LONGEST = 182

# "1. Top up", "2) Offers", "0:Back", "3 Tariff": how menus number their lines. One such line alone may
# be an amount.
_CHOICE = re.compile(r"^\s*(\d{1,2}|[*#])(?:\s*[.):>\-–]\s*|\s+)(\S.*)$", re.MULTILINE)
LEAST_CHOICES, MOST_CHOICES = 2, 12


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk with the network: its last *lines*, oldest first, and the question that is *open*."""

    lines: Sequence[Dialled]
    open: Dialled | None
    before: Sequence[str]
    code: str

    @property
    def is_waiting(self) -> bool:
        """Whether a code has no answer yet."""
        return any(line.answered_at is None for line in self.lines)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers that a menu of the network offers, each with its words."""
        if self.open is None or self.open.text is None:
            return []
        found = [(line[1], line[2].strip()) for line in _CHOICE.finditer(self.open.text)]
        return found[:MOST_CHOICES] if len(found) >= LEAST_CHOICES else []


@blueprint.post("/modems/<path:name>/codes")
def dial(name: str) -> ResponseReturnValue:
    """Dial a code, or reply with it where the network waits."""
    owners_only()
    try:
        services().ussd.dial(name, request.form.get("code", ""))
    except (InvalidInput, Conflict) as error:
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        refusals = {"code": error.why if isinstance(error, InvalidInput) else str(error)}
        if wants_fragment():
            return render_template("fragments/modem_parts.html", **modem.parts(name, refusals)), status
        return modem.page(name, refusals), status
    return _talk(name)


@blueprint.post("/modems/<path:name>/codes/end")
def end(name: str) -> ResponseReturnValue:
    """Leave the menu."""
    owners_only()
    services().ussd.end(name)
    return _talk(name)


def talk(name: str, code: str = "") -> Talk:
    """What was said last, with *code* in the field."""
    remembered = services().ussd.latest(name, REMEMBERED)
    dialled = (line.code for line in remembered if line.code.startswith(("*", "#")))
    before = list(dict.fromkeys(dialled))[:MOST_CODES]
    return Talk(remembered[:LINES][::-1], services().ussd.session(name), before, code[:LONGEST])


def _talk(name: str) -> ResponseReturnValue:
    if wants_fragment():
        return render_template("fragments/codes.html", **modem.parts(name))
    return redirect(url_for("modem.show", name=name, _anchor="codes"), HTTPStatus.SEE_OTHER)
