"""The page as an app: its manifest, its service worker, and what it shows while the box is out of reach.

None of it is anybody's in particular: a browser asks for the first two without a session, and keeps the last.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask_babel import gettext as _

from web import languages
from web.context import services
from web.rendering import asset

blueprint = Blueprint("installable", __name__)

# As in tokens.css; a manifest knows no light and dark.
GROUND, SURFACE = "#f6f2ea", "#fffdf9"

# Below an icon on a telephone there is room for no more.
SHORT_NAME_CHARACTERS = 12


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """How the page stands among the apps of a telephone or a computer (W3C, Web Application Manifest)."""
    name = services().shop.name or "modemsms"
    answer = jsonify(
        id="/",
        name=name,
        short_name=name if len(name) <= SHORT_NAME_CHARACTERS else "modemsms",
        description=_("The texts of the shop"),
        lang=languages.language(),
        dir=languages.direction(),
        start_url="/",
        scope="/",
        display="standalone",
        background_color=GROUND,
        theme_color=SURFACE,
        categories=["business", "communication"],
        icons=_icons(),
        shortcuts=_shortcuts(),
    )
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.get("/sw.js")
def service_worker() -> Response:
    """The service worker: at the root, since it may answer only for what lies beside or below it."""
    answer = current_app.send_static_file("js/sw.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/offline")
def offline() -> str:
    """What a browser keeps, to show it while the box does not answer."""
    return render_template("offline.html")


def _icons() -> list[dict[str, str]]:
    return [
        {"src": asset("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": asset(f"icons/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in (
                ("app-192", "192x192", "any"),
                ("app-512", "512x512", "any"),
                ("app-maskable-512", "512x512", "maskable"),
            )
        ),
    ]


def _shortcuts() -> list[dict[str, Any]]:
    icons = [{"src": asset("icons/app-192.png"), "sizes": "192x192", "type": "image/png"}]
    places = (
        (_("New message"), "composer.new"),
        (_("Inbox"), "inbox.index"),
        (_("Home"), "home.index"),
        (_("Scheduled"), "scheduled.index"),
    )
    return [{"name": name, "url": url_for(endpoint), "icons": icons} for name, endpoint in places]
