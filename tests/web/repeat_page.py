"""A page that holds nothing but the fields of what is repeated, for tests of those fields."""

from __future__ import annotations

from flask import Flask, render_template_string, request

from modemsms.errors import InvalidInput
from web.context import local_time, services
from web.recurrence import told
from web.recurrence_form import fresh, read, typed

PATH = "/try-repeat"
PAGE = """
{% extends "base.html" %}
{% from "recurrence.html" import repeat_fields %}
{% block title %}Repeat{% endblock %}
{% block path %}/try-repeat{% endblock %}
{% block main %}
<div class="ms-page"><form class="ms-card ms-form" action="/try-repeat">
  {{ repeat_fields(typed, refusals, url_for("recurrence.forecast")) }}
  {% include "fragments/forecast.html" %}
  <button class="ms-button">Show</button>
</form></div>
{% endblock %}
"""


def add_to(app: Flask) -> Flask:
    """Give *app* the page."""
    app.add_url_rule(PATH, view_func=_show)
    return app


def _show() -> str:
    zone = services().shop.zone
    said = typed(request.args) if request.args else fresh(local_time().now, zone)
    refusals, recurrence = {}, None
    try:
        recurrence = read(said, zone)
    except InvalidInput as error:
        refusals = {error.field: error.why}
    return render_template_string(PAGE, typed=said, refusals=refusals, wrong="", **told(recurrence))
