"""Signing in and out, the first run, and the guard that lets nobody else in."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TypedDict

from flask import Blueprint, Flask, Response, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from modemsms.services.accounts import TooManyTries, User
from modemsms.services.sessions import Visit
from web import composer, drafts
from web.context import is_signed_in, services, session_id, user, wants_fragment
from web.drafts import Typed
from web.places import own_path, row_number
from web.security import from_our_page, is_sitting_here

blueprint = Blueprint("session", __name__)

# What somebody without a session may open: the door itself, a link for a new password, a forgotten one, and
# what a browser keeps of the page as an app; and the page on which customers sign up for offers.
DOORS = frozenset({"session", "joining", "forgotten", "installable", "sign_up"})

# Where the button that signs out stands: the page before the door, which a browser would show for "back".
WAYS_OUT = frozenset({"more.index", "settings.index", "settings_you.index"})


class Caller(TypedDict):
    """Who knocks, as far as the network and the browser tell."""

    remote: str
    agent: str


class SignedIn:
    """Somebody with an account, as Flask-Login wants to see them (its UserMixin has no types)."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, visit: Visit, token: str) -> None:
        self.user = visit.user
        self.session = visit.session
        self._token = token

    def get_id(self) -> str:
        """What the cookie keeps: a random token, of which the shop keeps the hash."""
        return self._token


def install(app: Flask) -> None:
    """Know who is signed in, and send everybody else to the door."""
    manager = LoginManager()
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_guard)
    app.before_request(_note_newest_event)
    app.after_request(_keep_no_way_out)


def _note_newest_event() -> None:
    # Taken before anything is read for the page, so that its stream goes on from there without a gap.
    if request.endpoint != "static" and not wants_fragment():
        g.newest_event = services().feed.newest()


def _keep_no_way_out(answer: Response) -> Response:
    if request.endpoint in WAYS_OUT:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _load(token: str) -> SignedIn | None:
    visit = services().sessions.find(token, remote=request.remote_addr or "")
    return None if visit is None else SignedIn(visit, token)


def _guard() -> ResponseReturnValue | None:
    """Everything but the door itself, static files and the API (which has keys) needs an account."""
    if request.endpoint is None or request.endpoint == "static" or request.path.startswith("/api/"):
        return None
    if request.blueprint in DOORS:
        return None
    if not is_signed_in():
        return at_the_door()
    # Once a day the cookie is written anew, so that it lasts for those who come every day.
    today = clock.now().date().isoformat()
    if session.get("day") != today:
        session["day"] = today
    return None


def at_the_door() -> ResponseReturnValue:
    """Answer somebody without a session; a text that was being written goes along in the form."""
    if wants_fragment() or request.endpoint == "events.stream":
        return "", HTTPStatus.UNAUTHORIZED
    if not services().accounts.has_owner():
        return redirect(url_for("session.welcome"))
    if request.method == "GET":
        return redirect(url_for("session.sign_in_form", next=request.full_path.rstrip("?")))
    if request.endpoint in composer.SENDING and from_our_page():
        kept = drafts.from_form((request.view_args or {}).get("conversation_id"))
        return _sign_in_page(kept=kept), HTTPStatus.UNAUTHORIZED
    return redirect(url_for("session.sign_in_form"), HTTPStatus.SEE_OTHER)


@blueprint.get("/sign-in")
def sign_in_form() -> ResponseReturnValue:
    """The form, unless there is nobody yet who could sign in."""
    if is_signed_in():
        return redirect(own_path(request.args.get("next", "")))
    if not services().accounts.has_owner():
        return redirect(url_for("session.welcome"))
    return _sign_in_page(next_path=request.args.get("next", ""))


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Check name and password, then go on where the session had ended."""
    name, next_path = request.form.get("name", ""), request.form.get("next", "")
    kept = drafts.from_form(request.form.get("conversation_id", type=row_number))
    try:
        who = services().accounts.sign_in(
            name, request.form.get("password", ""), here=is_sitting_here(), **caller()
        )
    except TooManyTries as error:
        page = _sign_in_page(name, next_path, str(error), kept)
        return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    except InvalidInput as error:
        return _sign_in_page(name, next_path, error.why, kept), HTTPStatus.UNPROCESSABLE_ENTITY
    begin(who)
    if kept.text:
        return composer.again(kept)
    return redirect(own_path(next_path), HTTPStatus.SEE_OTHER)


@blueprint.get("/sign-in/link")
def link() -> ResponseReturnValue:
    """The one link that the demo prints."""
    try:
        begin(services().accounts.sign_in_link(request.args.get("token", ""), **caller()))
    except (InvalidInput, NotFound, Conflict) as error:
        return _sign_in_page(refusal=str(error)), HTTPStatus.FORBIDDEN
    return redirect(url_for("inbox.index"))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session, in the shop's memory too if that can be written."""
    if is_signed_in():
        with suppress(StoreUnavailable, NotFound):
            services().sessions.end(user().id, session_id())
    session.clear()
    answer = redirect(url_for("session.sign_in_form"), HTTPStatus.SEE_OTHER)
    # With WAYS_OUT: "back" shows no page of the one who left. The tablet at the till is everybody's.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.get("/welcome")
def welcome() -> ResponseReturnValue:
    """The first page that a new shop sees; its owner goes on from where the walk was left."""
    if services().accounts.has_owner():
        is_owner = is_signed_in() and user().role == "owner"
        return redirect(url_for("first_run.resume" if is_owner else "inbox.index"))
    return _welcome_page()


@blueprint.post("/welcome")
def first_owner() -> ResponseReturnValue:
    """Make the account of the owner, and sign in with it."""
    form = request.form
    try:
        owner = services().accounts.first_owner(
            form.get("name", "").strip(),
            form.get("password", ""),
            code=form.get("code", "").strip() or None,
            loopback=is_sitting_here(),
            remote=request.remote_addr or "",
        )
    except InvalidInput as error:
        return _welcome_page({error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    except TooManyTries as error:
        page = _welcome_page({"": str(error)})
        return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    except Conflict:
        return redirect(url_for("session.sign_in_form"), HTTPStatus.SEE_OTHER)
    services().first_run.begin()
    services().deeds.note(owner, "shop_begun")
    begin(owner)
    return redirect(url_for("first_run.resume"), HTTPStatus.SEE_OTHER)


def begin(who: User) -> None:
    """Sign *who* in with this browser; the session before ends, so that nobody can have prepared it."""
    if is_signed_in():
        with suppress(StoreUnavailable, NotFound):
            services().sessions.end(user().id, session_id())
    token = services().sessions.begin(who, **caller())
    visit = services().sessions.find(token, remote=request.remote_addr or "")
    session.clear()
    session.permanent = True
    if visit is not None:
        login_user(SignedIn(visit, token))


def caller() -> Caller:
    """Where this request comes from, and what the browser calls itself."""
    return {"remote": request.remote_addr or "", "agent": request.user_agent.string}


def _sign_in_page(name: str = "", next_path: str = "", refusal: str = "", kept: Typed | None = None) -> str:
    return render_template(
        "sign_in.html", name=name, next=own_path(next_path), refusal=refusal, kept=kept or Typed()
    )


def _welcome_page(refusals: dict[str, str] | None = None) -> str:
    known = {"name": "", "password": "", "code": "", "": ""} | (refusals or {})
    return render_template(
        "welcome.html",
        code_needed=not is_sitting_here(),
        form={"name": request.form.get("name", ""), "code": request.form.get("code", "")},
        refusals=known,
        refusal=known[""],
    )
