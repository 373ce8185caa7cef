"""Settings: the words by which people leave, come back and ask for help, and what is answered by itself."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import InvalidInput
from modemsms.services.keywords import ANSWER_KINDS, AnswerKind, Words
from modemsms.services.stop_words import LANGUAGES
from web.context import owners_only, services, user
from web.drafts import plain_lines

blueprint = Blueprint("opt_out", __name__)

LISTS = {
    "leave": (
        lazy_gettext("Words that leave"),
        lazy_gettext(
            "Whoever texts one of them, and nothing else, gets no more texts to several people. STOP always counts"
        ),
    ),
    "back": (
        lazy_gettext("Words that join or come back"),
        lazy_gettext("Whoever texts one of them wants your offers from then on. START always counts"),
    ),
    "help": (
        lazy_gettext("Words that ask for help"),
        lazy_gettext("Whoever texts one of them gets the answer below"),
    ),
}

ANSWERS: dict[AnswerKind, str] = {
    "left": lazy_gettext("To who leaves"),
    "joined": lazy_gettext("To who joins or comes back"),
    "help": lazy_gettext("To who asks for help"),
    "question": lazy_gettext("To a number that was written into the sign-up page"),
}  # fmt: skip


@blueprint.get("/settings/opt-out")
def index() -> str:
    """The lists and the answers."""
    owners_only()
    return _page()


@blueprint.post("/settings/opt-out")
def change() -> ResponseReturnValue:
    """Keep the lists."""
    owners_only()
    lists = {name: plain_lines(request.form.get(name, "")) for name in LISTS}
    try:
        services().keywords.change(Words(**{name: tuple(said.splitlines()) for name, said in lists.items()}))
    except InvalidInput as error:
        return _page(lists, refusals={error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    return _kept()


@blueprint.post("/settings/opt-out/language")
def add_language() -> ResponseReturnValue:
    """Take in the words of one more language."""
    owners_only()
    try:
        services().keywords.add_language(request.form.get("language", ""))
    except InvalidInput as error:
        return _page(refusals={error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    return _kept()


@blueprint.post("/settings/opt-out/answers")
def change_answers() -> ResponseReturnValue:
    """Keep the answers."""
    owners_only()
    texts: dict[AnswerKind, str] = {kind: plain_lines(request.form.get(kind, "")) for kind in ANSWER_KINDS}
    try:
        services().keywords.change_texts(texts)
    except InvalidInput as error:
        refused = {f"a-{error.field}": error.why}
        return _page(texts=texts, refusals=refused), HTTPStatus.UNPROCESSABLE_ENTITY
    return _kept()


def _kept() -> ResponseReturnValue:
    services().deeds.note(user(), "opt_out_words_changed")
    flash(_("Kept."), "good")
    return redirect(url_for("opt_out.index"), HTTPStatus.SEE_OTHER)


def _page(
    lists: Mapping[str, str] | None = None,
    texts: Mapping[AnswerKind, str] | None = None,
    refusals: Mapping[str, str] | None = None,
) -> str:
    now = services().keywords.words()
    return render_template(
        "opt_out.html",
        lists=LISTS,
        written=lists or {name: "\n".join(getattr(now, name)) for name in LISTS},
        answers=ANSWERS,
        texts=texts or services().keywords.texts(),
        languages={code: one.name for code, one in LANGUAGES.items()},
        refusals=refusals or {},
    )
