"""The application: the pages and the HTTP API on one set of services."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from modemsms import clock
from modemsms.services import Services
from web import (
    api,
    assets,
    backup,
    broadcast_exports,
    broadcasts,
    broadcasts_new,
    cast_drafts,
    changes,
    codes,
    composer,
    consents,
    contact_exports,
    contacts,
    conversations,
    deeds,
    devices,
    doctor,
    duplicates,
    events,
    exports,
    failures,
    filters,
    first_run,
    forgotten,
    groups,
    home,
    imports,
    inbox,
    installable,
    joining,
    kept_drafts,
    keys,
    languages,
    mailings,
    messages,
    modem,
    modems,
    more,
    network,
    opt_out,
    order,
    own_fields,
    people,
    personal,
    phones,
    presence,
    recipients,
    recurrence,
    rendering,
    replies,
    reports,
    restore,
    scheduled,
    security,
    self_tests,
    session,
    settings,
    settings_about,
    settings_keeping,
    settings_look,
    settings_quiet,
    settings_rules,
    settings_shop,
    settings_you,
    sign_up,
    sign_up_settings,
    sims,
    sse,
    test_texts,
    texts,
    unsure,
    walk,
)
from web.compression import compress
from web.context import EXTENSION, Surroundings
from web.form_fields import CountedRequest
from web.live import Live
from web.page_streams import PageStreams
from web.phone_access import PhoneAccess
from web.places import RowNumber
from web.slow import SlowPlaces

# A form with the longest text and every field of the page is a few kilobytes.
LARGEST_FORM_OCTETS = 1024 * 1024

# Whoever uses the page at least once in this time stays signed in.
SESSION = timedelta(days=30)

PAGES = (
    session.blueprint,
    first_run.blueprint,
    joining.blueprint,
    forgotten.blueprint,
    home.blueprint,
    texts.blueprint,
    reports.blueprint,
    inbox.blueprint,
    conversations.blueprint,
    composer.blueprint,
    kept_drafts.blueprint,
    recipients.blueprint,
    mailings.blueprint,
    scheduled.blueprint,
    recurrence.blueprint,
    broadcasts.blueprint,
    broadcasts_new.blueprint,
    cast_drafts.blueprint,
    broadcast_exports.blueprint,
    replies.blueprint,
    messages.blueprint,
    order.blueprint,
    presence.blueprint,
    exports.blueprint,
    unsure.blueprint,
    modems.blueprint,
    test_texts.blueprint,
    walk.blueprint,
    modem.blueprint,
    devices.blueprint,
    codes.blueprint,
    sims.blueprint,
    self_tests.blueprint,
    doctor.blueprint,
    phones.blueprint,
    contacts.blueprint,
    contact_exports.blueprint,
    imports.blueprint,
    groups.blueprint,
    consents.blueprint,
    opt_out.blueprint,
    sign_up.blueprint,
    sign_up_settings.blueprint,
    filters.blueprint,
    duplicates.blueprint,
    personal.blueprint,
    own_fields.blueprint,
    settings.blueprint,
    backup.blueprint,
    restore.blueprint,
    settings_keeping.blueprint,
    settings_you.blueprint,
    settings_shop.blueprint,
    settings_rules.blueprint,
    settings_quiet.blueprint,
    settings_look.blueprint,
    settings_about.blueprint,
    people.blueprint,
    keys.blueprint,
    deeds.blueprint,
    network.blueprint,
    more.blueprint,
    installable.blueprint,
    changes.blueprint,
    events.blueprint,
)


def create_app(
    services: Services,
    *,
    secret_key: bytes,
    secure: bool = False,
    host: str = "127.0.0.1",
    allowed_hosts: Collection[str] = (),
    now: Callable[[], datetime] = clock.now,
) -> Flask:
    """The WSGI application on *services*.

    *secret_key* signs the sessions; *secure* says that it is reached by HTTPS only. Bound to the
    loopback address *host*, it answers under loopback names and *allowed_hosts* alone.
    """
    app = Flask("web", static_folder=str(assets.STATIC), static_url_path=assets.static_url_path())
    _configure(app, secret_key, secure=secure)
    app.request_class = CountedRequest
    app.url_map.converters["int"] = RowNumber
    streams = sse.Streams()
    slow = SlowPlaces()
    app.extensions[EXTENSION] = Surroundings(
        services, streams, PageStreams(), Live(services.feed), PhoneAccess(), slow, now
    )

    security.protect(app, host=host, allowed_hosts=allowed_hosts)
    phones.install(app)
    csrf = CSRFProtect(app)
    csrf.exempt(api.register(app, services, streams, slow))
    # They check their token before they read the file.
    csrf.exempt(restore.take_in)
    csrf.exempt(imports.take_in)
    restore.install(app)
    session.install(app)
    languages.install(app)
    rendering.install(app)
    failures.install(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)

    # Answers pass through these in reverse order: packed last.
    app.after_request(compress)
    assets.keep_for_good(app)
    assets.pack(app)
    return app


def _configure(app: Flask, secret_key: bytes, *, secure: bool) -> None:
    app.config.update(
        SECRET_KEY=secret_key,
        # A cookie belongs to a host name, not to a port: a demo beside the shop must not sign it out.
        SESSION_COOKIE_NAME=f"modemsms_{hashlib.sha256(secret_key).hexdigest()[:8]}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION,
        MAX_CONTENT_LENGTH=LARGEST_FORM_OCTETS,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_OCTETS,
        # A page may lie open over night; its token is good for as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
    )
