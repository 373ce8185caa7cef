"""Who gets a broadcast and who does not: chosen by ticks, or typed; how many that are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.recipients import Choice, Chosen
from web import cast_plan
from web.cast_plan import EVERYBODY, Plan
from web.context import services

# Those beyond are found by their names.
MOST_TICKS = 60


@dataclass(frozen=True, slots=True)
class Tick:
    """A group, a filter or everybody, to be ticked. *people* is None where counting takes too long."""

    token: str
    title: str
    icon: str
    people: int | None = None
    on: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """One side of the choice: *ticks* are the sets, *to* the single people and what is wrong with what was typed."""

    ticks: tuple[Tick, ...]
    to: Chosen

    @property
    def refusal(self) -> str:
        """What is wrong with it; empty for nothing."""
        return " ".join(self.to.problems)


def settled(plan: Plan) -> tuple[Plan, People, People]:
    """*plan* with everything typed taken in as far as it is known, and both sides of the choice."""
    who, people = _side(plan.who, plan.to)
    but, without = _side(plan.but, plan.but_to)
    return replace(plan, who=who, but=but, to=people.to.rest, but_to=without.to.rest), people, without


def reach(plan: Plan) -> int:
    """How many people are meant so far."""
    try:
        return services().audiences.reach(cast_plan.audience(plan))
    except (InvalidInput, NotFound):
        return 0


def _side(tokens: Iterable[str], typed: str) -> tuple[tuple[str, ...], People]:
    sets = [one for one in tokens if _is_set(one)]
    single = [one for one in tokens if not _is_set(one)]
    to = services().recipients.chosen(single, typed)
    # A group that was typed by its name is a set like those that were ticked.
    sets += [choice.token for choice in to.choices if choice.kind == "group"]
    persons = tuple(choice for choice in to.choices if choice.kind != "group")
    kept = tuple(dict.fromkeys([*sets, *(choice.token for choice in persons)]))
    return kept, People(tuple(_ticks(set(sets))), replace(to, choices=persons))


def _is_set(token: str) -> bool:
    return token == EVERYBODY or token[:1] in ("g", "f", "n")


def _ticks(on: set[str]) -> Iterable[Tick]:
    yield Tick(EVERYBODY, _("Everybody"), "users-round", on=EVERYBODY in on)
    for group in services().groups.list()[:MOST_TICKS]:
        token = f"g{group.id}"
        yield Tick(token, group.name, "users", group.members, token in on)
    for saved in services().filters.list()[:MOST_TICKS]:
        token = f"f{saved.id}"
        yield Tick(token, saved.name, "list-filter", on=token in on)
    for token in sorted(one for one in on if one[0] == "n"):
        yield Tick(token, _("Those who did not get it"), "rotate-cw", on=True)


def titles(people: People) -> list[Choice | Tick]:
    """What was chosen, in a few names."""
    return [*(tick for tick in people.ticks if tick.on), *people.to.choices]
