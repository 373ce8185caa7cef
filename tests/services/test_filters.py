"""Filters: whom each rule picks, alone, turned round and together, and what is saved of them."""

from __future__ import annotations

import pytest

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.consents import Consent
from modemsms.services.contacts import Details
from modemsms.services.filters import Filters, Rule, Rules
from modemsms.services.picking import HOWS
from modemsms.store.sims import Sim
from tests.desk import ANNA, BEN, CARA, Desk


@pytest.fixture
def sim(desk: Desk) -> Sim:
    return desk.plug_in()


@pytest.fixture
def filters(desk: Desk) -> Filters:
    """Filters over three people: of Anna much is known, of Ben something, of Cara her number only."""
    desk.fields.add("Last visit", "date")
    desk.fields.add("Size", "number")
    desk.fields.add("Dog", "yes_no")
    desk.fields.add("Tea", "choice", ["green", "black"])
    desk.fields.add("Street", "text")
    group = desk.groups.add("Regulars")
    known = {"last_visit": "2025-12-01", "size": "40", "dog": "yes", "tea": "green", "street": "Hill 100%_a"}
    anna = desk.contacts.add("Anna Berg", [ANNA], "Likes rye", Details("de", "1980-03-04", known))
    ben = desk.contacts.add(
        "Ben", [BEN], "", Details("en", "--12-31", {"last_visit": "2026-02-27", "dog": "no"})
    )
    desk.clock.passes(days=10)
    desk.contacts.add("Cara", [CARA], origin="api")
    desk.groups.put_in(group.id, [anna.id, ben.id])
    desk.consents.record(Consent(ANNA, "in", "staff"))
    desk.consents.record(Consent(BEN, "out", "reply"))
    return Filters(desk.store, desk.shop, now=desk.clock)


def names(filters: Filters, *rules: Rule, any_of: bool = False) -> str:
    return " ".join(one.name.split()[0] for one in filters.picked(Rules(rules, any_of)).people)


@pytest.mark.parametrize(
    ("rule", "picked"),
    [
        (Rule("group", "in", "1"), "Anna Ben"),
        (Rule("group", "not_in", "1"), "Cara"),
        (Rule("name", "has", "NN"), "Anna"),
        (Rule("name", "has", "%"), ""),
        (Rule("name", "is", "ben"), "Ben"),
        (Rule("name", "is_not", "ben"), "Anna Cara"),
        (Rule("name", "known"), "Anna Ben Cara"),
        (Rule("name", "unknown"), ""),
        (Rule("number", "begins", "+44 7700 900003"), "Cara"),
        (Rule("number", "begins_not", "+44"), ""),
        (Rule("notes", "has", "rye"), "Anna"),
        (Rule("language", "is", "de"), "Anna"),
        (Rule("language", "unknown"), "Cara"),
        (Rule("birthday_month", "is", "3"), "Anna"),
        (Rule("birthday", "last", "30"), "Anna"),
        (Rule("birthday", "last", "90"), "Anna Ben"),
        (Rule("birthday", "next", "0"), ""),
        (Rule("birthday", "unknown"), "Cara"),
        (Rule("consent", "is", "in"), "Anna"),
        (Rule("consent", "is_not", "out"), "Anna Cara"),
        (Rule("consent", "unknown"), "Cara"),
        (Rule("origin", "is", "api"), "Cara"),
        (Rule("created", "within", "5"), "Cara"),
        (Rule("created", "not_within", "5"), "Anna Ben"),
        (Rule("f1", "longer_ago", "60"), "Anna"),
        (Rule("f1", "last", "60"), "Ben"),
        (Rule("f1", "next", "60"), ""),
        (Rule("f1", "unknown"), "Cara"),
        (Rule("f2", "at_least", "40"), "Anna"),
        (Rule("f2", "at_most", "39,5"), ""),
        (Rule("f3", "is", "no"), "Ben"),
        (Rule("f3", "is_not", "no"), "Anna Cara"),
        (Rule("f4", "is", "green"), "Anna"),
        (Rule("f5", "has", "100%_"), "Anna"),
        (Rule("f5", "has", "100%b"), ""),
    ],
    ids=lambda value: f"{value.what} {value.how} {value.value}" if isinstance(value, Rule) else "",
)
def test_a_rule_picks_whom_it_says(filters: Filters, rule: Rule, picked: str) -> None:
    assert names(filters, rule) == picked


def test_all_rules_fit_or_any_of_them(filters: Filters) -> None:
    regular, left = Rule("group", "in", "1"), Rule("consent", "is_not", "out")

    assert names(filters, regular, left) == "Anna"
    assert names(filters, regular, left, any_of=True) == "Anna Ben Cara"


def test_what_people_do_is_asked_by_when_they_wrote_and_were_texted(
    desk: Desk, filters: Filters, sim: Sim
) -> None:
    desk.receive(sim, BEN, "Is it ready?")
    desk.send(ANNA)
    desk.clock.passes(days=31)
    desk.receive(sim, CARA, "Hello")

    assert names(filters, Rule("wrote", "within", "30")) == "Cara"
    assert names(filters, Rule("wrote", "not_within", "30")) == "Anna Ben"
    assert names(filters, Rule("wrote", "never")) == "Anna"
    assert names(filters, Rule("texted", "ever")) == "Anna"


def test_a_number_that_moves_to_another_contact_takes_what_it_did_along(
    desk: Desk, filters: Filters, sim: Sim
) -> None:
    desk.receive(sim, CARA, "Hello")
    desk.contacts.delete(3)
    desk.contacts.change(2, name="Ben", numbers=[BEN, CARA])

    assert names(filters, Rule("wrote", "ever")) == "Ben"


def test_everybody_comes_page_by_page_and_is_counted(filters: Filters) -> None:
    rules = Rules((Rule("name", "known"),))

    first = filters.picked(rules, limit=2)
    rest = filters.picked(rules, (first.people[-1].name, first.people[-1].id), limit=2)

    assert [one.name for one in (*first.people, *rest.people)] == ["Anna Berg", "Ben", "Cara"]
    assert (first.count, rest.count) == (3, 3)
    assert filters.everybody(rules) == [1, 2, 3]


@pytest.mark.parametrize(
    "rule",
    [Rule("shoe", "is", "1"), Rule("f99", "is", "1"), Rule("name", "within", "1"), Rule("name", "has", " "),
     Rule("wrote", "within", "soon"), Rule("wrote", "within", "99999999"), Rule("f2", "is", "many"),
     Rule("group", "in", "1 OR 1"), Rule("name", "has", "a\0"), Rule("birthday_month", "is", "13")],
    ids=str,
)  # fmt: skip
def test_a_rule_that_means_nothing_is_refused(filters: Filters, rule: Rule) -> None:
    with pytest.raises(InvalidInput) as refused:
        filters.picked(Rules((rule,)))

    assert refused.value.field == "rules"


@pytest.mark.parametrize("what", HOWS)
def test_every_way_of_asking_is_a_query(filters: Filters, what: str) -> None:
    for how in HOWS[what][1]:
        filters.picked(Rules((Rule(what, how, "1"),)))


def test_a_saved_filter_is_asked_anew_each_time(desk: Desk, filters: Filters) -> None:
    saved = filters.put("In German", Rules((Rule("language", "is", "de"),), any_of=True))
    desk.contacts.change(3, name="Cara", numbers=[CARA], details=Details("de"))

    assert filters.list() == [saved]
    assert [one.name for one in filters.picked(filters.get(saved.id).rules).people] == ["Anna Berg", "Cara"]


def test_a_saved_filter_has_a_name_of_its_own_and_comes_back_after_a_deletion(filters: Filters) -> None:
    rules = Rules((Rule("language", "is", "de"),))
    saved = filters.put("German", rules)
    with pytest.raises(InvalidInput, match="already"):
        filters.put("german", rules)
    with pytest.raises(InvalidInput, match="rule"):
        filters.put("Nothing", Rules())

    filters.delete(saved.id)
    with pytest.raises(NotFound):
        filters.get(saved.id)
    other = filters.put("German", rules)
    with pytest.raises(Conflict):
        filters.restore(saved.id)
    filters.put("Other", rules, other.id)

    assert filters.restore(saved.id).name == "German"
    filters.delete(other.id)
    assert [one.name for one in filters.list()] == ["German"]
