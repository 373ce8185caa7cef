"""The next dates of what somebody is about to repeat, while they choose."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from modemsms.errors import InvalidInput
from modemsms.services.recurrence import Recurrence
from web import recurrence_form
from web.context import local_time, locale, services
from web.hours_form import weekdays
from web.recurrence_words import coming, in_words, weekday_names

blueprint = Blueprint("recurrence", __name__)


@blueprint.get("/repeat/forecast")
def forecast() -> str:
    """A sentence and the next dates for the fields of the form; or what is wrong with them."""
    try:
        said = recurrence_form.read(recurrence_form.typed(request.args), services().shop.zone)
    except InvalidInput as error:
        return render_template("fragments/forecast.html", wrong=error.why, **told(None))
    return render_template("fragments/forecast.html", wrong="", **told(said))


def told(recurrence: Recurrence | None) -> Mapping[str, object]:
    """What ``fragments/forecast.html`` says of *recurrence*."""
    if recurrence is None:
        return {"sentence": "", "dates": []}
    closed = services().hours.closed_days()
    return {
        "sentence": in_words(recurrence, locale()),
        "dates": coming(recurrence, local_time().now, locale(), closed),
    }


def repeat_choices(once: bool = True) -> Mapping[str, object]:
    """What the fields of the form let one choose, in the language of the request; *once*: also not to repeat it."""
    every = {name: words() for name, words in recurrence_form.CHOICES.items()}
    if not once:
        every["repeats"] = {value: words for value, words in every["repeats"].items() if value}
    return every | {
        "weekdays": weekdays(locale()),
        "weekday_choices": {str(day): name for day, name in enumerate(weekday_names(locale()))},
    }
